;; Rows of the Mandelbrot set as RGB bytes. The arithmetic is IEEE 754 double and integer: every machine gives the same
;; bytes. Input, little endian: width i32, first row i32, rows i32, distance of rows i32, iterations i32, unused i32, then
;; f64: left, top, side of a pixel. Output: (rows * width * 3) bytes. Rows far apart make pieces of about equal work.
(module
  (memory (export "memory") 1 256)
  (global $out i32 (i32.const 1024))

  (func (export "input") (param $length i32) (result i32)
    (i32.const 0))

  ;; Makes the memory large enough for so many bytes; traps when the worker lends less.
  (func $reserve (param $bytes i32)
    (local $missing i32)
    (local.set $missing
      (i32.sub
        (i32.shr_u (i32.add (local.get $bytes) (i32.const 65535)) (i32.const 16))
        (memory.size)))
    (if (i32.gt_s (local.get $missing) (i32.const 0))
      (then
        (if (i32.lt_s (memory.grow (local.get $missing)) (i32.const 0))
          (then (unreachable))))))

  ;; Iterations until |z| > 2, at most $most.
  (func $escape (param $cx f64) (param $cy f64) (param $most i32) (result i32)
    (local $x f64) (local $y f64) (local $xx f64) (local $yy f64) (local $n i32)
    (block $done
      (loop $again
        (br_if $done (i32.ge_u (local.get $n) (local.get $most)))
        (local.set $xx (f64.mul (local.get $x) (local.get $x)))
        (local.set $yy (f64.mul (local.get $y) (local.get $y)))
        (br_if $done (f64.gt (f64.add (local.get $xx) (local.get $yy)) (f64.const 4)))
        (local.set $y
          (f64.add
            (f64.mul (f64.mul (f64.const 2) (local.get $x)) (local.get $y))
            (local.get $cy)))
        (local.set $x (f64.add (f64.sub (local.get $xx) (local.get $yy)) (local.get $cx)))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $again)))
    (local.get $n))

  ;; A triangle wave of period 512 between 0 and 255.
  (func $wave (param $at i32) (result i32)
    (local $phase i32)
    (local.set $phase (i32.and (local.get $at) (i32.const 511)))
    (if (result i32) (i32.gt_u (local.get $phase) (i32.const 255))
      (then (i32.sub (i32.const 511) (local.get $phase)))
      (else (local.get $phase))))

  ;; Writes one pixel: black inside, three waves of the escape time outside.
  (func $pixel (param $at i32) (param $n i32) (param $most i32)
    (if (i32.lt_u (local.get $n) (local.get $most))
      (then
        (i32.store8 (local.get $at) (call $wave (i32.mul (local.get $n) (i32.const 3))))
        (i32.store8 offset=1 (local.get $at) (call $wave (i32.mul (local.get $n) (i32.const 5))))
        (i32.store8 offset=2 (local.get $at)
          (call $wave (i32.add (i32.mul (local.get $n) (i32.const 7)) (i32.const 96)))))
      (else
        (i32.store8 (local.get $at) (i32.const 0))
        (i32.store8 offset=1 (local.get $at) (i32.const 0))
        (i32.store8 offset=2 (local.get $at) (i32.const 0)))))

  (func (export "run") (param $in i32) (param $length i32) (result i64)
    (local $width i32) (local $row i32) (local $rows i32) (local $apart i32) (local $most i32) (local $column i32)
    (local $at i32) (local $size i32) (local $left f64) (local $top f64) (local $step f64)
    (if (i32.ne (local.get $length) (i32.const 48)) (then (unreachable)))
    (local.set $width (i32.load (local.get $in)))
    (local.set $row (i32.load offset=4 (local.get $in)))
    (local.set $rows (i32.load offset=8 (local.get $in)))
    (local.set $apart (i32.load offset=12 (local.get $in)))
    (local.set $most (i32.load offset=16 (local.get $in)))
    (local.set $left (f64.load offset=24 (local.get $in)))
    (local.set $top (f64.load offset=32 (local.get $in)))
    (local.set $step (f64.load offset=40 (local.get $in)))
    (local.set $size (i32.mul (i32.mul (local.get $rows) (local.get $width)) (i32.const 3)))
    (call $reserve (i32.add (global.get $out) (local.get $size)))
    (local.set $at (global.get $out))
    (block $finished
      (loop $next
        (br_if $finished (i32.eqz (local.get $rows)))
        (local.set $column (i32.const 0))
        (block $full
          (loop $columns
            (br_if $full (i32.ge_u (local.get $column) (local.get $width)))
            (call $pixel
              (local.get $at)
              (call $escape
                (f64.add (local.get $left) (f64.mul (f64.convert_i32_u (local.get $column)) (local.get $step)))
                (f64.add (local.get $top) (f64.mul (f64.convert_i32_u (local.get $row)) (local.get $step)))
                (local.get $most))
              (local.get $most))
            (local.set $at (i32.add (local.get $at) (i32.const 3)))
            (local.set $column (i32.add (local.get $column) (i32.const 1)))
            (br $columns)))
        (local.set $row (i32.add (local.get $row) (local.get $apart)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $next)))
    (i64.or
      (i64.shl (i64.extend_i32_u (global.get $out)) (i64.const 32))
      (i64.extend_i32_u (local.get $size)))))
