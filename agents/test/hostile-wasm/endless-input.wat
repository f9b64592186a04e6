;; expect TASK_FUEL
(module
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (loop $again (br $again)) (unreachable))
  (func (export "run") (param i32 i32) (result i64) (i64.const 0)))
