;; expect TASK_INVALID
(module
  ;; Its only global has number 0: number 1 will be the fuel counter, and it is not the module's.
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (global (mut i64) (i64.const 0))
  (func (export "run") (param i32 i32) (result i64) (global.set 1 (i64.const 9223372036854775807)) (i64.const 0)))
