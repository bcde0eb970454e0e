(module
  (type (;0;) (func (param i32 i32 i32 i32 i32)))
  (type (;1;) (func (param i32 i32 i32 i32)))
  (import "env" "memory" (memory (;0;) 1 65536))
  (func (;0;) (export "k0") (type 0) (param i32 i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 i32 i32 i32 i32 i32 i32 i32 v128 v128 i32)
    (local.set 6
      (local.get 1))
    (local.set 5
      (i32.const 0))
    (local.set 8
      (i32.const 0))
    (local.set 9
      (local.get 3))
    (local.set 10
      (i32.div_u
        (i32.rem_u
          (local.get 9)
          (i32.const 12))
        (i32.const 4)))
    (local.set 11
      (i32.rem_u
        (local.get 9)
        (i32.const 4)))
    (local.set 12
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 9)
            (i32.const 12))
          (i32.const 192))
        (i32.add
          (i32.mul
            (local.get 10)
            (i32.const 64))
          (i32.mul
            (local.get 11)
            (i32.const 16)))))
    (local.set 13
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 9)
            (i32.const 12))
          (i32.const 384))
        (i32.add
          (i32.mul
            (local.get 10)
            (i32.const 128))
          (i32.mul
            (local.get 11)
            (i32.const 32)))))
    (loop  ;; label = @1
      (local.set 16
        (local.get 12))
      (local.set 18
        (local.get 13))
      (if  ;; label = @2
        (i32.lt_u
          (i32.add
            (local.get 9)
            (i32.const 1))
          (local.get 4))
        (then
          (local.set 9
            (i32.add
              (local.get 9)
              (i32.const 1)))
          (local.set 11
            (i32.add
              (local.get 11)
              (i32.const 1)))
          (local.set 12
            (i32.add
              (local.get 12)
              (i32.const 16)))
          (local.set 13
            (i32.add
              (local.get 13)
              (i32.const 32)))
          (if  ;; label = @3
            (i32.eq
              (local.get 11)
              (i32.const 4))
            (then
              (local.set 11
                (i32.const 0))
              (local.set 10
                (i32.add
                  (local.get 10)
                  (i32.const 1)))
              (if  ;; label = @4
                (i32.eq
                  (local.get 10)
                  (i32.const 3))
                (then
                  (local.set 10
                    (i32.const 0))))))))
      (local.set 17
        (local.get 12))
      (local.set 19
        (local.get 13))
      (local.set 20
        (i32.lt_u
          (i32.add
            (local.get 9)
            (i32.const 1))
          (local.get 4)))
      (if  ;; label = @2
        (local.get 20)
        (then
          (local.set 9
            (i32.add
              (local.get 9)
              (i32.const 1)))
          (local.set 11
            (i32.add
              (local.get 11)
              (i32.const 1)))
          (local.set 12
            (i32.add
              (local.get 12)
              (i32.const 16)))
          (local.set 13
            (i32.add
              (local.get 13)
              (i32.const 32)))
          (if  ;; label = @3
            (i32.eq
              (local.get 11)
              (i32.const 4))
            (then
              (local.set 11
                (i32.const 0))
              (local.set 10
                (i32.add
                  (local.get 10)
                  (i32.const 1)))
              (if  ;; label = @4
                (i32.eq
                  (local.get 10)
                  (i32.const 3))
                (then
                  (local.set 10
                    (i32.const 0))))))))
      (local.set 7
        (local.get 6))
      (local.set 21
        (i32.add
          (i32.add
            (local.get 0)
            (local.get 16))
          (local.get 8)))
      (local.set 22
        (i32.add
          (i32.add
            (local.get 0)
            (local.get 17))
          (local.get 8)))
      (local.set 14
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 15
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 23
        (v128.load align=4
          (local.get 7)))
      (local.set 24
        (v128.load32_splat
          (local.get 21)))
      (local.set 14
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 23)
          (local.get 14)))
      (local.set 24
        (v128.load32_splat
          (local.get 22)))
      (local.set 15
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 23)
          (local.get 15)))
      (local.set 23
        (v128.load offset=16 align=4
          (local.get 7)))
      (local.set 24
        (v128.load32_splat offset=4
          (local.get 21)))
      (local.set 14
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 23)
          (local.get 14)))
      (local.set 24
        (v128.load32_splat offset=4
          (local.get 22)))
      (local.set 15
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 23)
          (local.get 15)))
      (local.set 23
        (v128.load offset=32 align=4
          (local.get 7)))
      (local.set 24
        (v128.load32_splat offset=8
          (local.get 21)))
      (local.set 14
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 23)
          (local.get 14)))
      (local.set 24
        (v128.load32_splat offset=8
          (local.get 22)))
      (local.set 15
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 23)
          (local.get 15)))
      (local.set 23
        (v128.load offset=48 align=4
          (local.get 7)))
      (local.set 24
        (v128.load32_splat offset=12
          (local.get 21)))
      (local.set 14
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 23)
          (local.get 14)))
      (local.set 24
        (v128.load32_splat offset=12
          (local.get 22)))
      (local.set 15
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 23)
          (local.get 15)))
      (local.set 21
        (i32.add
          (local.get 21)
          (i32.const 16)))
      (local.set 22
        (i32.add
          (local.get 22)
          (i32.const 16)))
      (local.set 7
        (i32.add
          (local.get 7)
          (i32.const 64)))
      (local.set 25
        (i32.add
          (i32.add
            (local.get 2)
            (local.get 18))
          (local.get 5)))
      (v128.store32_lane 0
        (local.get 25)
        (local.get 14))
      (v128.store32_lane offset=4 1
        (local.get 25)
        (local.get 14))
      (v128.store32_lane offset=8 2
        (local.get 25)
        (local.get 14))
      (local.set 25
        (i32.add
          (i32.add
            (local.get 2)
            (local.get 19))
          (local.get 5)))
      (v128.store32_lane 0
        (local.get 25)
        (local.get 15))
      (v128.store32_lane offset=4 1
        (local.get 25)
        (local.get 15))
      (v128.store32_lane offset=8 2
        (local.get 25)
        (local.get 15))
      (br_if 0 (;@1;)
        (local.get 20)))
    (local.set 6
      (i32.add
        (local.get 6)
        (i32.const 64)))
    (local.set 5
      (i32.add
        (local.get 5)
        (i32.const 16)))
    (local.set 8
      (i32.add
        (local.get 8)
        (i32.const 12))))
  (func (;1;) (export "k1") (type 1) (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 v128 i32 i32 i32 i32 v128 v128 i32 i32 i32)
    (local.set 5
      (local.get 2))
    (local.set 6
      (i32.div_u
        (i32.rem_u
          (local.get 5)
          (i32.const 12))
        (i32.const 4)))
    (local.set 7
      (i32.rem_u
        (local.get 5)
        (i32.const 4)))
    (local.set 8
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 5)
            (i32.const 12))
          (i32.const 192))
        (i32.add
          (i32.mul
            (local.get 6)
            (i32.const 64))
          (i32.mul
            (local.get 7)
            (i32.const 16)))))
    (local.set 9
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 5)
            (i32.const 12))
          (i32.const 384))
        (i32.add
          (i32.mul
            (local.get 6)
            (i32.const 128))
          (i32.mul
            (local.get 7)
            (i32.const 32)))))
    (loop  ;; label = @1
      (local.set 4
        (i32.const 0))
      (local.set 10
        (f32x4.splat
          (f32.const -inf (;=-inf;))))
      (local.set 15
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 11
        (i32.sub
          (i32.mul
            (local.get 6)
            (i32.const 1))
          (i32.const 1)))
      (local.set 13
        (i32.add
          (i32.add
            (i32.add
              (local.get 0)
              (local.get 8))
            (local.get 4))
          (i32.const -80)))
      (local.set 18
        (i32.const 3))
      (loop  ;; label = @2
        (if  ;; label = @3
          (i32.lt_u
            (local.get 11)
            (i32.const 3))
          (then
            (local.set 12
              (i32.sub
                (i32.mul
                  (local.get 7)
                  (i32.const 1))
                (i32.const 1)))
            (local.set 14
              (local.get 13))
            (local.set 17
              (i32.const 3))
            (loop  ;; label = @4
              (if  ;; label = @5
                (i32.lt_u
                  (local.get 12)
                  (i32.const 4))
                (then
                  (local.set 16
                    (v128.load align=4
                      (local.get 14)))
                  (local.set 15
                    (v128.or
                      (local.get 15)
                      (f32x4.ne
                        (local.get 16)
                        (local.get 16))))
                  (local.set 10
                    (f32x4.pmax
                      (local.get 10)
                      (local.get 16)))))
              (local.set 12
                (i32.add
                  (local.get 12)
                  (i32.const 1)))
              (local.set 14
                (i32.add
                  (local.get 14)
                  (i32.const 16)))
              (local.set 17
                (i32.add
                  (local.get 17)
                  (i32.const -1)))
              (br_if 0 (;@4;)
                (local.get 17)))))
        (local.set 11
          (i32.add
            (local.get 11)
            (i32.const 1)))
        (local.set 13
          (i32.add
            (local.get 13)
            (i32.const 64)))
        (local.set 18
          (i32.add
            (local.get 18)
            (i32.const -1)))
        (br_if 0 (;@2;)
          (local.get 18)))
      (local.set 10
        (v128.or
          (local.get 10)
          (local.get 15)))
      (local.set 19
        (i32.add
          (i32.add
            (local.get 1)
            (local.get 9))
          (local.get 4)))
      (v128.store32_lane 0
        (local.get 19)
        (local.get 10))
      (v128.store32_lane offset=4 1
        (local.get 19)
        (local.get 10))
      (v128.store32_lane offset=8 2
        (local.get 19)
        (local.get 10))
      (local.set 4
        (i32.add
          (local.get 4)
          (i32.const 16)))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 1)))
      (local.set 7
        (i32.add
          (local.get 7)
          (i32.const 1)))
      (local.set 8
        (i32.add
          (local.get 8)
          (i32.const 16)))
      (local.set 9
        (i32.add
          (local.get 9)
          (i32.const 32)))
      (if  ;; label = @2
        (i32.eq
          (local.get 7)
          (i32.const 4))
        (then
          (local.set 7
            (i32.const 0))
          (local.set 6
            (i32.add
              (local.get 6)
              (i32.const 1)))
          (if  ;; label = @3
            (i32.eq
              (local.get 6)
              (i32.const 3))
            (then
              (local.set 6
                (i32.const 0))))))
      (br_if 0 (;@1;)
        (i32.lt_u
          (local.get 5)
          (local.get 3))))))
