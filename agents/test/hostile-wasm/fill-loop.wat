;; expect TASK_FUEL
(module
  ;; Few instructions that each move 16 MiB: the length is charged too.
  (memory (export "memory") 256)
  (func (export "input") (param i32) (result i32) (i32.const 0))
  (func (export "run") (param i32 i32) (result i64)
    (loop $again (memory.fill (i32.const 0) (i32.const 7) (i32.const 16777216)) (br $again)) (unreachable)))
