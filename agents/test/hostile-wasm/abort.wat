;; expect TASK_TRAP
(module
  (import "env" "abort" (func $abort (param i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64)
    (call $abort (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)) (i64.const 0)))
