;; expect TASK_EXPORT
(module
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (global (export "edgebourse.fuel") (mut i64) (i64.const 0))
  (func (export "run") (param i32 i32) (result i64) (i64.const 0)))
