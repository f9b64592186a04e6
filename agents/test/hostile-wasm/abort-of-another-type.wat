;; expect TASK_TRAP
(module
  ;; What the host gives has no type: it aborts whatever it is called with.
  (import "env" "abort" (func $abort (result i32)))
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64) (i64.extend_i32_u (call $abort))))
