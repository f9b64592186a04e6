;; expect TASK_IMPORT
(module
  (import "env" "memory" (memory 1))
  (export "memory" (memory 0))
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64) (i64.const 0)))
