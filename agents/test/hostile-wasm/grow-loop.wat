;; expect TASK_FUEL
(module
  ;; The memory has no maximum of its own: the pass gives it one, and growing on costs fuel.
  (memory (export "memory") 1)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64)
    (loop $again (drop (memory.grow (i32.const 16))) (br $again)) (unreachable)))
