(module
  (type (;0;) (func (param i32 i32 i32 i32 i32 i32)))
  (import "env" "memory" (memory (;0;) 1 65536))
  (func (;0;) (export "k0") (type 0) (param i32 i32 i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128)
    (local.set 30
      (i32x4.splat
        (i32.const 1065353216)))
    (local.set 31
      (i32x4.splat
        (i32.const 1118961664)))
    (local.set 32
      (i32x4.splat
        (i32.const -1026555904)))
    (local.set 34
      (i32x4.splat
        (i32.const 1069066811)))
    (local.set 35
      (i32x4.splat
        (i32.const 1262485758)))
    (local.set 38
      (i32x4.splat
        (i32.const 1060205056)))
    (local.set 39
      (i32x4.splat
        (i32.const 901758606)))
    (local.set 40
      (i32x4.splat
        (i32.const 984993350)))
    (local.set 41
      (i32x4.splat
        (i32.const 1007227561)))
    (local.set 42
      (i32x4.splat
        (i32.const 1026206585)))
    (local.set 43
      (i32x4.splat
        (i32.const 1042983514)))
    (local.set 44
      (i32x4.splat
        (i32.const 1056964607)))
    (local.set 7
      (local.get 4))
    (local.set 8
      (i32.div_u
        (i32.rem_u
          (local.get 7)
          (i32.const 12))
        (i32.const 3)))
    (local.set 9
      (i32.rem_u
        (local.get 7)
        (i32.const 3)))
    (local.set 10
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 7)
            (i32.const 12))
          (i32.const 640))
        (i32.add
          (i32.mul
            (local.get 8)
            (i32.const 128))
          (i32.mul
            (local.get 9)
            (i32.const 32)))))
    (local.set 11
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 7)
            (i32.const 12))
          (i32.const 384))
        (i32.add
          (i32.mul
            (local.get 8)
            (i32.const 96))
          (i32.mul
            (local.get 9)
            (i32.const 32)))))
    (loop  ;; label = @1
      (local.set 12
        (local.get 10))
      (local.set 14
        (local.get 11))
      (if  ;; label = @2
        (i32.lt_u
          (i32.add
            (local.get 7)
            (i32.const 1))
          (local.get 5))
        (then
          (local.set 7
            (i32.add
              (local.get 7)
              (i32.const 1)))
          (local.set 9
            (i32.add
              (local.get 9)
              (i32.const 1)))
          (local.set 10
            (i32.add
              (local.get 10)
              (i32.const 32)))
          (local.set 11
            (i32.add
              (local.get 11)
              (i32.const 32)))
          (if  ;; label = @3
            (i32.eq
              (local.get 9)
              (i32.const 3))
            (then
              (local.set 9
                (i32.const 0))
              (local.set 8
                (i32.add
                  (local.get 8)
                  (i32.const 1)))
              (local.set 10
                (i32.add
                  (local.get 10)
                  (i32.const 32)))
              (if  ;; label = @4
                (i32.eq
                  (local.get 8)
                  (i32.const 4))
                (then
                  (local.set 8
                    (i32.const 0))
                  (local.set 10
                    (i32.add
                      (local.get 10)
                      (i32.const 128)))))))))
      (local.set 13
        (local.get 10))
      (local.set 15
        (local.get 11))
      (local.set 16
        (i32.lt_u
          (i32.add
            (local.get 7)
            (i32.const 1))
          (local.get 5)))
      (if  ;; label = @2
        (local.get 16)
        (then
          (local.set 7
            (i32.add
              (local.get 7)
              (i32.const 1)))
          (local.set 9
            (i32.add
              (local.get 9)
              (i32.const 1)))
          (local.set 10
            (i32.add
              (local.get 10)
              (i32.const 32)))
          (local.set 11
            (i32.add
              (local.get 11)
              (i32.const 32)))
          (if  ;; label = @3
            (i32.eq
              (local.get 9)
              (i32.const 3))
            (then
              (local.set 9
                (i32.const 0))
              (local.set 8
                (i32.add
                  (local.get 8)
                  (i32.const 1)))
              (local.set 10
                (i32.add
                  (local.get 10)
                  (i32.const 32)))
              (if  ;; label = @4
                (i32.eq
                  (local.get 8)
                  (i32.const 4))
                (then
                  (local.set 8
                    (i32.const 0))
                  (local.set 10
                    (i32.add
                      (local.get 10)
                      (i32.const 128)))))))))
      (local.set 19
        (local.get 1))
      (local.set 6
        (i32.const 0))
      (local.set 17
        (i32.add
          (local.get 0)
          (local.get 12)))
      (local.set 18
        (i32.add
          (local.get 0)
          (local.get 13)))
      (local.set 20
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 21
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 22
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 23
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 24
        (v128.load align=4
          (local.get 19)))
      (local.set 25
        (v128.load offset=16 align=4
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load align=4
            (local.get 17))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load offset=16 align=4
            (local.get 17))
          (local.get 25)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load align=4
            (local.get 18))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (f32x4.relaxed_madd
          (v128.load offset=16 align=4
            (local.get 18))
          (local.get 25)
          (local.get 23)))
      (local.set 24
        (v128.load offset=32 align=4
          (local.get 19)))
      (local.set 25
        (v128.load offset=48 align=4
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load offset=32 align=4
            (local.get 17))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load offset=48 align=4
            (local.get 17))
          (local.get 25)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load offset=32 align=4
            (local.get 18))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (f32x4.relaxed_madd
          (v128.load offset=48 align=4
            (local.get 18))
          (local.get 25)
          (local.get 23)))
      (local.set 24
        (v128.load offset=64 align=4
          (local.get 19)))
      (local.set 25
        (v128.load offset=80 align=4
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load offset=64 align=4
            (local.get 17))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load offset=80 align=4
            (local.get 17))
          (local.get 25)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load offset=64 align=4
            (local.get 18))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (f32x4.relaxed_madd
          (v128.load offset=80 align=4
            (local.get 18))
          (local.get 25)
          (local.get 23)))
      (local.set 24
        (v128.load offset=96 align=4
          (local.get 19)))
      (local.set 25
        (v128.load offset=112 align=4
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load offset=128 align=4
            (local.get 17))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load offset=144 align=4
            (local.get 17))
          (local.get 25)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load offset=128 align=4
            (local.get 18))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (f32x4.relaxed_madd
          (v128.load offset=144 align=4
            (local.get 18))
          (local.get 25)
          (local.get 23)))
      (local.set 24
        (v128.load offset=128 align=4
          (local.get 19)))
      (local.set 25
        (v128.load offset=144 align=4
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load offset=160 align=4
            (local.get 17))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load offset=176 align=4
            (local.get 17))
          (local.get 25)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load offset=160 align=4
            (local.get 18))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (f32x4.relaxed_madd
          (v128.load offset=176 align=4
            (local.get 18))
          (local.get 25)
          (local.get 23)))
      (local.set 24
        (v128.load offset=160 align=4
          (local.get 19)))
      (local.set 25
        (v128.load offset=176 align=4
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load offset=192 align=4
            (local.get 17))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load offset=208 align=4
            (local.get 17))
          (local.get 25)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load offset=192 align=4
            (local.get 18))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (f32x4.relaxed_madd
          (v128.load offset=208 align=4
            (local.get 18))
          (local.get 25)
          (local.get 23)))
      (local.set 24
        (v128.load offset=192 align=4
          (local.get 19)))
      (local.set 25
        (v128.load offset=208 align=4
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load offset=256 align=4
            (local.get 17))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load offset=272 align=4
            (local.get 17))
          (local.get 25)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load offset=256 align=4
            (local.get 18))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (f32x4.relaxed_madd
          (v128.load offset=272 align=4
            (local.get 18))
          (local.get 25)
          (local.get 23)))
      (local.set 24
        (v128.load offset=224 align=4
          (local.get 19)))
      (local.set 25
        (v128.load offset=240 align=4
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load offset=288 align=4
            (local.get 17))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load offset=304 align=4
            (local.get 17))
          (local.get 25)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load offset=288 align=4
            (local.get 18))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (f32x4.relaxed_madd
          (v128.load offset=304 align=4
            (local.get 18))
          (local.get 25)
          (local.get 23)))
      (local.set 24
        (v128.load offset=256 align=4
          (local.get 19)))
      (local.set 25
        (v128.load offset=272 align=4
          (local.get 19)))
      (local.set 20
        (f32x4.relaxed_madd
          (v128.load offset=320 align=4
            (local.get 17))
          (local.get 24)
          (local.get 20)))
      (local.set 21
        (f32x4.relaxed_madd
          (v128.load offset=336 align=4
            (local.get 17))
          (local.get 25)
          (local.get 21)))
      (local.set 22
        (f32x4.relaxed_madd
          (v128.load offset=320 align=4
            (local.get 18))
          (local.get 24)
          (local.get 22)))
      (local.set 23
        (f32x4.relaxed_madd
          (v128.load offset=336 align=4
            (local.get 18))
          (local.get 25)
          (local.get 23)))
      (local.set 19
        (i32.add
          (local.get 19)
          (i32.const 288)))
      (local.set 21
        (v128.and
          (local.get 21)
          (v128.const i32x4 0xffffffff 0x00000000 0x00000000 0x00000000)))
      (local.set 23
        (v128.and
          (local.get 23)
          (v128.const i32x4 0xffffffff 0x00000000 0x00000000 0x00000000)))
      (local.set 26
        (i32.add
          (local.get 2)
          (local.get 6)))
      (local.set 27
        (v128.load align=4
          (local.get 26)))
      (local.set 28
        (v128.load offset=16 align=4
          (local.get 26)))
      (local.set 20
        (f32x4.add
          (local.get 20)
          (local.get 27)))
      (local.set 21
        (f32x4.add
          (local.get 21)
          (local.get 28)))
      (local.set 22
        (f32x4.add
          (local.get 22)
          (local.get 27)))
      (local.set 23
        (f32x4.add
          (local.get 23)
          (local.get 28)))
      (local.set 29
        (local.get 20))
      (local.set 33
        (f32x4.pmax
          (f32x4.pmin
            (f32x4.sub
              (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
              (local.get 29))
            (local.get 31))
          (local.get 32)))
      (local.set 36
        (f32x4.add
          (f32x4.mul
            (local.get 33)
            (local.get 34))
          (local.get 35)))
      (local.set 37
        (f32x4.sub
          (local.get 36)
          (local.get 35)))
      (local.set 33
        (f32x4.sub
          (f32x4.sub
            (local.get 33)
            (f32x4.mul
              (local.get 37)
              (local.get 38)))
          (f32x4.mul
            (local.get 37)
            (local.get 39))))
      (local.set 36
        (local.get 36))
      (local.set 37
        (i32x4.shr_u
          (local.get 36)
          (i32.const 1)))
      (local.set 20
        (f32x4.mul
          (local.get 29)
          (f32x4.div
            (local.get 30)
            (f32x4.add
              (local.get 30)
              (f32x4.mul
                (f32x4.mul
                  (f32x4.add
                    (f32x4.add
                      (local.get 33)
                      (f32x4.mul
                        (f32x4.mul
                          (local.get 33)
                          (local.get 33))
                        (f32x4.add
                          (f32x4.mul
                            (f32x4.add
                              (f32x4.mul
                                (f32x4.add
                                  (f32x4.mul
                                    (f32x4.add
                                      (f32x4.mul
                                        (local.get 40)
                                        (local.get 33))
                                      (local.get 41))
                                    (local.get 33))
                                  (local.get 42))
                                (local.get 33))
                              (local.get 43))
                            (local.get 33))
                          (local.get 44))))
                    (local.get 30))
                  (i32x4.shl
                    (local.get 37)
                    (i32.const 23)))
                (i32x4.shl
                  (i32x4.sub
                    (local.get 36)
                    (local.get 37))
                  (i32.const 23)))))))
      (local.set 29
        (local.get 21))
      (local.set 33
        (f32x4.pmax
          (f32x4.pmin
            (f32x4.sub
              (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
              (local.get 29))
            (local.get 31))
          (local.get 32)))
      (local.set 36
        (f32x4.add
          (f32x4.mul
            (local.get 33)
            (local.get 34))
          (local.get 35)))
      (local.set 37
        (f32x4.sub
          (local.get 36)
          (local.get 35)))
      (local.set 33
        (f32x4.sub
          (f32x4.sub
            (local.get 33)
            (f32x4.mul
              (local.get 37)
              (local.get 38)))
          (f32x4.mul
            (local.get 37)
            (local.get 39))))
      (local.set 36
        (local.get 36))
      (local.set 37
        (i32x4.shr_u
          (local.get 36)
          (i32.const 1)))
      (local.set 21
        (f32x4.mul
          (local.get 29)
          (f32x4.div
            (local.get 30)
            (f32x4.add
              (local.get 30)
              (f32x4.mul
                (f32x4.mul
                  (f32x4.add
                    (f32x4.add
                      (local.get 33)
                      (f32x4.mul
                        (f32x4.mul
                          (local.get 33)
                          (local.get 33))
                        (f32x4.add
                          (f32x4.mul
                            (f32x4.add
                              (f32x4.mul
                                (f32x4.add
                                  (f32x4.mul
                                    (f32x4.add
                                      (f32x4.mul
                                        (local.get 40)
                                        (local.get 33))
                                      (local.get 41))
                                    (local.get 33))
                                  (local.get 42))
                                (local.get 33))
                              (local.get 43))
                            (local.get 33))
                          (local.get 44))))
                    (local.get 30))
                  (i32x4.shl
                    (local.get 37)
                    (i32.const 23)))
                (i32x4.shl
                  (i32x4.sub
                    (local.get 36)
                    (local.get 37))
                  (i32.const 23)))))))
      (local.set 29
        (local.get 22))
      (local.set 33
        (f32x4.pmax
          (f32x4.pmin
            (f32x4.sub
              (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
              (local.get 29))
            (local.get 31))
          (local.get 32)))
      (local.set 36
        (f32x4.add
          (f32x4.mul
            (local.get 33)
            (local.get 34))
          (local.get 35)))
      (local.set 37
        (f32x4.sub
          (local.get 36)
          (local.get 35)))
      (local.set 33
        (f32x4.sub
          (f32x4.sub
            (local.get 33)
            (f32x4.mul
              (local.get 37)
              (local.get 38)))
          (f32x4.mul
            (local.get 37)
            (local.get 39))))
      (local.set 36
        (local.get 36))
      (local.set 37
        (i32x4.shr_u
          (local.get 36)
          (i32.const 1)))
      (local.set 22
        (f32x4.mul
          (local.get 29)
          (f32x4.div
            (local.get 30)
            (f32x4.add
              (local.get 30)
              (f32x4.mul
                (f32x4.mul
                  (f32x4.add
                    (f32x4.add
                      (local.get 33)
                      (f32x4.mul
                        (f32x4.mul
                          (local.get 33)
                          (local.get 33))
                        (f32x4.add
                          (f32x4.mul
                            (f32x4.add
                              (f32x4.mul
                                (f32x4.add
                                  (f32x4.mul
                                    (f32x4.add
                                      (f32x4.mul
                                        (local.get 40)
                                        (local.get 33))
                                      (local.get 41))
                                    (local.get 33))
                                  (local.get 42))
                                (local.get 33))
                              (local.get 43))
                            (local.get 33))
                          (local.get 44))))
                    (local.get 30))
                  (i32x4.shl
                    (local.get 37)
                    (i32.const 23)))
                (i32x4.shl
                  (i32x4.sub
                    (local.get 36)
                    (local.get 37))
                  (i32.const 23)))))))
      (local.set 29
        (local.get 23))
      (local.set 33
        (f32x4.pmax
          (f32x4.pmin
            (f32x4.sub
              (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
              (local.get 29))
            (local.get 31))
          (local.get 32)))
      (local.set 36
        (f32x4.add
          (f32x4.mul
            (local.get 33)
            (local.get 34))
          (local.get 35)))
      (local.set 37
        (f32x4.sub
          (local.get 36)
          (local.get 35)))
      (local.set 33
        (f32x4.sub
          (f32x4.sub
            (local.get 33)
            (f32x4.mul
              (local.get 37)
              (local.get 38)))
          (f32x4.mul
            (local.get 37)
            (local.get 39))))
      (local.set 36
        (local.get 36))
      (local.set 37
        (i32x4.shr_u
          (local.get 36)
          (i32.const 1)))
      (local.set 23
        (f32x4.mul
          (local.get 29)
          (f32x4.div
            (local.get 30)
            (f32x4.add
              (local.get 30)
              (f32x4.mul
                (f32x4.mul
                  (f32x4.add
                    (f32x4.add
                      (local.get 33)
                      (f32x4.mul
                        (f32x4.mul
                          (local.get 33)
                          (local.get 33))
                        (f32x4.add
                          (f32x4.mul
                            (f32x4.add
                              (f32x4.mul
                                (f32x4.add
                                  (f32x4.mul
                                    (f32x4.add
                                      (f32x4.mul
                                        (local.get 40)
                                        (local.get 33))
                                      (local.get 41))
                                    (local.get 33))
                                  (local.get 42))
                                (local.get 33))
                              (local.get 43))
                            (local.get 33))
                          (local.get 44))))
                    (local.get 30))
                  (i32x4.shl
                    (local.get 37)
                    (i32.const 23)))
                (i32x4.shl
                  (i32x4.sub
                    (local.get 36)
                    (local.get 37))
                  (i32.const 23)))))))
      (local.set 26
        (i32.add
          (i32.add
            (local.get 3)
            (local.get 14))
          (local.get 6)))
      (v128.store align=4
        (local.get 26)
        (local.get 20))
      (v128.store offset=16 align=4
        (local.get 26)
        (local.get 21))
      (local.set 26
        (i32.add
          (i32.add
            (local.get 3)
            (local.get 15))
          (local.get 6)))
      (v128.store align=4
        (local.get 26)
        (local.get 22))
      (v128.store offset=16 align=4
        (local.get 26)
        (local.get 23))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 32)))
      (br_if 0 (;@1;)
        (local.get 16)))))
