;; expect TASK_INSTANTIATION
(module
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (table 1 funcref)
  (func $one)
  (elem (i32.const 1) $one)
  (func (export "run") (param i32 i32) (result i64) (i64.const 0)))
