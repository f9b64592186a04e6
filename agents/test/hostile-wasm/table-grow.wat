;; expect TASK_FEATURE
(module
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (table 1 funcref)
  (func (export "run") (param i32 i32) (result i64)
    (loop $again (drop (table.grow 0 (ref.null func) (i32.const 100000))) (br $again)) (unreachable)))
