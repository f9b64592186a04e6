;; expect TASK_FEATURE
(module
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64) (i64x2.extract_lane 0 (v128.const i64x2 1 2))))
