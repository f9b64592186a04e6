;; expect TASK_TRAP
(module
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64) (i64.div_u (i64.const 1) (i64.const 0))))
