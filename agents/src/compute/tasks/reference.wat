;; The reference task of an assessment: a chain of 64-bit mixing steps over a table in memory, from a fresh seed, so that
;; nobody can know the answer in advance. Input, little endian: seed i64, rounds i32. Output: the last state, 8 bytes.
(module
  (memory (export "memory") 1 1)
  (global $table i32 (i32.const 1024))

  (func (export "input") (param $length i32) (result i32)
    (i32.const 0))

  ;; The finaliser of splitmix64 (Steele, Lea, Flood 2014).
  (func $mix (param $state i64) (result i64)
    (local.set $state
      (i64.mul
        (i64.xor (local.get $state) (i64.shr_u (local.get $state) (i64.const 30)))
        (i64.const 0xbf58476d1ce4e5b9)))
    (local.set $state
      (i64.mul
        (i64.xor (local.get $state) (i64.shr_u (local.get $state) (i64.const 27)))
        (i64.const 0x94d049bb133111eb)))
    (i64.xor (local.get $state) (i64.shr_u (local.get $state) (i64.const 31))))

  (func (export "run") (param $in i32) (param $length i32) (result i64)
    (local $state i64) (local $rounds i32) (local $cell i32)
    (if (i32.ne (local.get $length) (i32.const 12)) (then (unreachable)))
    (local.set $state (i64.load (local.get $in)))
    (local.set $rounds (i32.load offset=8 (local.get $in)))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $rounds)))
        ;; One of 4096 cells, chosen by the state, is mixed into it and replaced.
        (local.set $cell
          (i32.add
            (global.get $table)
            (i32.and (i32.wrap_i64 (local.get $state)) (i32.const 0x7ff8))))
        (local.set $state
          (call $mix
            (i64.add
              (i64.xor (local.get $state) (i64.load (local.get $cell)))
              (i64.const 0x9e3779b97f4a7c15))))
        (i64.store (local.get $cell) (local.get $state))
        (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
        (br $again)))
    (i64.store (i32.const 0) (local.get $state))
    (i64.const 8)))
