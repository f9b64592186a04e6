;; expect TASK_TABLE
(module
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (table 1 funcref) (table 1 funcref) (table 1 funcref)
  (func (export "run") (param i32 i32) (result i64) (i64.const 0)))
