;; expect TASK_INSTANTIATION
(module
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (data (i32.const 65535) "two bytes")
  (func (export "run") (param i32 i32) (result i64) (i64.const 0)))
