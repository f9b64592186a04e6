;; expect TASK_FEATURE
(module
  (tag $oops)
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64) (throw $oops)))
