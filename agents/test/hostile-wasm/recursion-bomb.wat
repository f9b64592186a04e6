;; expect TASK_STACK
(module
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func $deeper (param i64) (result i64) (i64.add (call $deeper (local.get 0)) (i64.const 1)))
  (func (export "run") (param i32 i32) (result i64) (call $deeper (i64.const 1))))
