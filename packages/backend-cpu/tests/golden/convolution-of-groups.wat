(module
  (type (;0;) (func (param i32 i32 i32 i32 i32)))
  (import "env" "memory" (memory (;0;) 1 65536))
  (func (;0;) (export "k0") (type 0) (param i32 i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 i32)
    (local.set 6
      (local.get 3))
    (local.set 7
      (i32.div_u
        (i32.rem_u
          (local.get 6)
          (i32.const 12))
        (i32.const 3)))
    (local.set 8
      (i32.rem_u
        (local.get 6)
        (i32.const 3)))
    (local.set 9
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 6)
            (i32.const 12))
          (i32.const 320))
        (i32.add
          (i32.mul
            (local.get 7)
            (i32.const 64))
          (i32.mul
            (local.get 8)
            (i32.const 16)))))
    (local.set 10
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 6)
            (i32.const 12))
          (i32.const 384))
        (i32.add
          (i32.mul
            (local.get 7)
            (i32.const 96))
          (i32.mul
            (local.get 8)
            (i32.const 32)))))
    (loop  ;; label = @1
      (local.set 11
        (local.get 9))
      (local.set 13
        (local.get 10))
      (if  ;; label = @2
        (i32.lt_u
          (i32.add
            (local.get 6)
            (i32.const 1))
          (local.get 4))
        (then
          (local.set 6
            (i32.add
              (local.get 6)
              (i32.const 1)))
          (local.set 8
            (i32.add
              (local.get 8)
              (i32.const 1)))
          (local.set 9
            (i32.add
              (local.get 9)
              (i32.const 16)))
          (local.set 10
            (i32.add
              (local.get 10)
              (i32.const 32)))
          (if  ;; label = @3
            (i32.eq
              (local.get 8)
              (i32.const 3))
            (then
              (local.set 8
                (i32.const 0))
              (local.set 7
                (i32.add
                  (local.get 7)
                  (i32.const 1)))
              (local.set 9
                (i32.add
                  (local.get 9)
                  (i32.const 16)))
              (if  ;; label = @4
                (i32.eq
                  (local.get 7)
                  (i32.const 4))
                (then
                  (local.set 7
                    (i32.const 0))
                  (local.set 9
                    (i32.add
                      (local.get 9)
                      (i32.const 64)))))))))
      (local.set 12
        (local.get 9))
      (local.set 14
        (local.get 10))
      (local.set 15
        (i32.lt_u
          (i32.add
            (local.get 6)
            (i32.const 1))
          (local.get 4)))
      (if  ;; label = @2
        (local.get 15)
        (then
          (local.set 6
            (i32.add
              (local.get 6)
              (i32.const 1)))
          (local.set 8
            (i32.add
              (local.get 8)
              (i32.const 1)))
          (local.set 9
            (i32.add
              (local.get 9)
              (i32.const 16)))
          (local.set 10
            (i32.add
              (local.get 10)
              (i32.const 32)))
          (if  ;; label = @3
            (i32.eq
              (local.get 8)
              (i32.const 3))
            (then
              (local.set 8
                (i32.const 0))
              (local.set 7
                (i32.add
                  (local.get 7)
                  (i32.const 1)))
              (local.set 9
                (i32.add
                  (local.get 9)
                  (i32.const 16)))
              (if  ;; label = @4
                (i32.eq
                  (local.get 7)
                  (i32.const 4))
                (then
                  (local.set 7
                    (i32.const 0))
                  (local.set 9
                    (i32.add
                      (local.get 9)
                      (i32.const 64)))))))))
      (local.set 18
        (local.get 1))
      (local.set 5
        (i32.const 0))
      (local.set 16
        (i32.add
          (local.get 0)
          (local.get 11)))
      (local.set 17
        (i32.add
          (local.get 0)
          (local.get 12)))
      (local.set 19
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 20
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 21
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 22
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 23
        (v128.load align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=16 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=8
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=8
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=32 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=48 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=4
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=12
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=4
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=12
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=64 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=80 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=16
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=24
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=16
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=24
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=96 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=112 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=20
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=28
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=20
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=28
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=128 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=144 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=32
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=40
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=32
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=40
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=160 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=176 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=36
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=44
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=36
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=44
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=192 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=208 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=64
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=72
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=64
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=72
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=224 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=240 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=68
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=76
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=68
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=76
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=256 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=272 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=80
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=88
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=80
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=88
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=288 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=304 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=84
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=92
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=84
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=92
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=320 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=336 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=96
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=104
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=96
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=104
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=352 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=368 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=100
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=108
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=100
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=108
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=384 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=400 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=128
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=136
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=128
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=136
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=416 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=432 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=132
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=140
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=132
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=140
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=448 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=464 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=144
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=152
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=144
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=152
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=480 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=496 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=148
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=156
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=148
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=156
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=512 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=528 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=160
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=168
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=160
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=168
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (v128.load offset=544 align=4
          (local.get 18)))
      (local.set 24
        (v128.load offset=560 align=4
          (local.get 18)))
      (local.set 19
        (f32x4.relaxed_madd
          (v128.load32_splat offset=164
            (local.get 16))
          (local.get 23)
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load32_splat offset=172
            (local.get 16))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load32_splat offset=164
            (local.get 17))
          (local.get 23)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load32_splat offset=172
            (local.get 17))
          (local.get 24)
          (local.get 22)))
      (local.set 18
        (i32.add
          (local.get 18)
          (i32.const 576)))
      (local.set 25
        (i32.add
          (i32.add
            (local.get 2)
            (local.get 13))
          (local.get 5)))
      (v128.store align=4
        (local.get 25)
        (local.get 19))
      (v128.store offset=16 align=4
        (local.get 25)
        (local.get 20))
      (local.set 25
        (i32.add
          (i32.add
            (local.get 2)
            (local.get 14))
          (local.get 5)))
      (v128.store align=4
        (local.get 25)
        (local.get 21))
      (v128.store offset=16 align=4
        (local.get 25)
        (local.get 22))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 32)))
      (local.set 16
        (i32.add
          (local.get 16)
          (i32.const 16)))
      (local.set 17
        (i32.add
          (local.get 17)
          (i32.const 16)))
      (br_if 0 (;@1;)
        (local.get 15)))))
