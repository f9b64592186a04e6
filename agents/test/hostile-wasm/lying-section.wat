;; expect TASK_MALFORMED
;; then put 9 7f
(module
  ;; The type section says that it is longer than the module.
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64) (i64.const 0)))
