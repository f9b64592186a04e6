;; expect TASK_INVALID
(module
  ;; Function 2 is what the pass appends.
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64) (drop (call 2 (f32.const 1))) (i64.const 0)))
