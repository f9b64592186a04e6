;; expect TASK_FUEL
(module
  ;; Two to the 60th calls, never more than 60 deep.
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func $tree (param i32)
    (if (local.get 0)
      (then
        (call $tree (i32.sub (local.get 0) (i32.const 1)))
        (call $tree (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "run") (param i32 i32) (result i64) (call $tree (i32.const 60)) (i64.const 0)))
