;; expect TASK_FEATURE
(module
  ;; A loop without a loop, and without a stack that could overflow.
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func $forever (return_call $forever))
  (func (export "run") (param i32 i32) (result i64) (call $forever) (i64.const 0)))
