;; expect TASK_TRAP
(module
  ;; Writes one page behind what the worker lends.
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64)
    (block $full (loop $again (br_if $full (i32.lt_s (memory.grow (i32.const 1)) (i32.const 0))) (br $again)))
    (i32.store (i32.const 16777216) (i32.const 1))
    (i64.const 0)))
