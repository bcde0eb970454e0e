(module
  (type (;0;) (func (param i32 i32 i32 i32 i32)))
  (type (;1;) (func (param i32 i32 i32 i32)))
  (import "env" "memory" (memory (;0;) 1 65536))
  (func (;0;) (export "k0") (type 0) (param i32 i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 i32 i32 i32 i32 i32 v128 v128 i32 i32 i32 i32 i32 i32 v128 v128 i32)
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
          (i32.const 9))
        (i32.const 3)))
    (local.set 11
      (i32.rem_u
        (local.get 9)
        (i32.const 3)))
    (local.set 12
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 9)
            (i32.const 9))
          (i32.const 144))
        (i32.add
          (i32.mul
            (local.get 10)
            (i32.const 48))
          (i32.mul
            (local.get 11)
            (i32.const 16)))))
    (local.set 15
      (i32.sub
        (local.get 4)
        (local.get 3)))
    (local.set 16
      (i32.mul
        (i32.rem_u
          (i32.sub
            (i32.const 2)
            (i32.rem_u
              (local.get 15)
              (i32.const 2)))
          (i32.const 2))
        (i32.const 1)))
    (local.set 16
      (select
        (local.get 16)
        (i32.const 0)
        (i32.lt_u
          (local.get 16)
          (i32.add
            (local.get 15)
            (i32.const 1)))))
    (if  ;; label = @1
      (local.get 16)
      (then
        (loop  ;; label = @2
          (local.set 17
            (local.get 12))
          (local.set 18
            (i32.lt_u
              (i32.add
                (local.get 9)
                (i32.const 1))
              (i32.add
                (local.get 3)
                (local.get 16))))
          (if  ;; label = @3
            (local.get 18)
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
              (if  ;; label = @4
                (i32.eq
                  (local.get 11)
                  (i32.const 3))
                (then
                  (local.set 11
                    (i32.const 0))
                  (local.set 10
                    (i32.add
                      (local.get 10)
                      (i32.const 1)))
                  (if  ;; label = @5
                    (i32.eq
                      (local.get 10)
                      (i32.const 3))
                    (then
                      (local.set 10
                        (i32.const 0))))))))
          (local.set 7
            (local.get 6))
          (local.set 19
            (i32.add
              (i32.add
                (local.get 0)
                (local.get 17))
              (local.get 8)))
          (local.set 13
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 20
            (v128.load align=4
              (local.get 7)))
          (local.set 21
            (v128.load32_splat
              (local.get 19)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 21)
              (local.get 20)
              (local.get 13)))
          (local.set 20
            (v128.load offset=16 align=4
              (local.get 7)))
          (local.set 21
            (v128.load32_splat offset=4
              (local.get 19)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 21)
              (local.get 20)
              (local.get 13)))
          (local.set 20
            (v128.load offset=32 align=4
              (local.get 7)))
          (local.set 21
            (v128.load32_splat offset=8
              (local.get 19)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 21)
              (local.get 20)
              (local.get 13)))
          (local.set 20
            (v128.load offset=48 align=4
              (local.get 7)))
          (local.set 21
            (v128.load32_splat offset=12
              (local.get 19)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 21)
              (local.get 20)
              (local.get 13)))
          (local.set 19
            (i32.add
              (local.get 19)
              (i32.const 16)))
          (local.set 7
            (i32.add
              (local.get 7)
              (i32.const 64)))
          (local.set 22
            (i32.add
              (i32.add
                (local.get 2)
                (local.get 17))
              (local.get 5)))
          (v128.store align=4
            (local.get 22)
            (local.get 13))
          (br_if 0 (;@2;)
            (local.get 18)))
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
        (if  ;; label = @2
          (i32.eq
            (local.get 11)
            (i32.const 3))
          (then
            (local.set 11
              (i32.const 0))
            (local.set 10
              (i32.add
                (local.get 10)
                (i32.const 1)))
            (if  ;; label = @3
              (i32.eq
                (local.get 10)
                (i32.const 3))
              (then
                (local.set 10
                  (i32.const 0))))))))
    (if  ;; label = @1
      (i32.lt_u
        (i32.add
          (local.get 3)
          (local.get 16))
        (local.get 4))
      (then
        (loop  ;; label = @2
          (local.set 23
            (local.get 12))
          (if  ;; label = @3
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
              (if  ;; label = @4
                (i32.eq
                  (local.get 11)
                  (i32.const 3))
                (then
                  (local.set 11
                    (i32.const 0))
                  (local.set 10
                    (i32.add
                      (local.get 10)
                      (i32.const 1)))
                  (if  ;; label = @5
                    (i32.eq
                      (local.get 10)
                      (i32.const 3))
                    (then
                      (local.set 10
                        (i32.const 0))))))))
          (local.set 24
            (local.get 12))
          (local.set 25
            (i32.lt_u
              (i32.add
                (local.get 9)
                (i32.const 1))
              (local.get 4)))
          (if  ;; label = @3
            (local.get 25)
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
              (if  ;; label = @4
                (i32.eq
                  (local.get 11)
                  (i32.const 3))
                (then
                  (local.set 11
                    (i32.const 0))
                  (local.set 10
                    (i32.add
                      (local.get 10)
                      (i32.const 1)))
                  (if  ;; label = @5
                    (i32.eq
                      (local.get 10)
                      (i32.const 3))
                    (then
                      (local.set 10
                        (i32.const 0))))))))
          (local.set 7
            (local.get 6))
          (local.set 26
            (i32.add
              (i32.add
                (local.get 0)
                (local.get 23))
              (local.get 8)))
          (local.set 27
            (i32.add
              (i32.add
                (local.get 0)
                (local.get 24))
              (local.get 8)))
          (local.set 13
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 14
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 28
            (v128.load align=4
              (local.get 7)))
          (local.set 29
            (v128.load32_splat
              (local.get 26)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 13)))
          (local.set 29
            (v128.load32_splat
              (local.get 27)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 14)))
          (local.set 28
            (v128.load offset=16 align=4
              (local.get 7)))
          (local.set 29
            (v128.load32_splat offset=4
              (local.get 26)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 13)))
          (local.set 29
            (v128.load32_splat offset=4
              (local.get 27)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 14)))
          (local.set 28
            (v128.load offset=32 align=4
              (local.get 7)))
          (local.set 29
            (v128.load32_splat offset=8
              (local.get 26)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 13)))
          (local.set 29
            (v128.load32_splat offset=8
              (local.get 27)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 14)))
          (local.set 28
            (v128.load offset=48 align=4
              (local.get 7)))
          (local.set 29
            (v128.load32_splat offset=12
              (local.get 26)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 13)))
          (local.set 29
            (v128.load32_splat offset=12
              (local.get 27)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 14)))
          (local.set 26
            (i32.add
              (local.get 26)
              (i32.const 16)))
          (local.set 27
            (i32.add
              (local.get 27)
              (i32.const 16)))
          (local.set 7
            (i32.add
              (local.get 7)
              (i32.const 64)))
          (local.set 30
            (i32.add
              (i32.add
                (local.get 2)
                (local.get 23))
              (local.get 5)))
          (v128.store align=4
            (local.get 30)
            (local.get 13))
          (local.set 30
            (i32.add
              (i32.add
                (local.get 2)
                (local.get 24))
              (local.get 5)))
          (v128.store align=4
            (local.get 30)
            (local.get 14))
          (br_if 0 (;@2;)
            (local.get 25)))))
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
        (i32.const 16))))
  (func (;1;) (export "k1") (type 1) (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 v128 i32 v128 i32 i32 i32)
    (local.set 5
      (local.get 2))
    (local.set 6
      (i32.div_u
        (i32.rem_u
          (local.get 5)
          (i32.const 1))
        (i32.const 1)))
    (local.set 7
      (i32.rem_u
        (local.get 5)
        (i32.const 1)))
    (local.set 8
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 5)
            (i32.const 1))
          (i32.const 144))
        (i32.add
          (i32.mul
            (local.get 6)
            (i32.const 48))
          (i32.mul
            (local.get 7)
            (i32.const 16)))))
    (local.set 9
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 5)
            (i32.const 1))
          (i32.const 16))
        (i32.add
          (i32.mul
            (local.get 6)
            (i32.const 16))
          (i32.mul
            (local.get 7)
            (i32.const 16)))))
    (loop  ;; label = @1
      (local.set 4
        (i32.const 0))
      (local.set 10
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 11
        (i32.add
          (i32.add
            (local.get 0)
            (local.get 8))
          (local.get 4)))
      (local.set 13
        (i32.const 3))
      (loop  ;; label = @2
        (local.set 14
          (i32.const 3))
        (loop  ;; label = @3
          (local.set 12
            (v128.load align=4
              (local.get 11)))
          (local.set 10
            (f32x4.add
              (local.get 10)
              (local.get 12)))
          (local.set 11
            (i32.add
              (local.get 11)
              (i32.const 16)))
          (local.set 14
            (i32.add
              (local.get 14)
              (i32.const -1)))
          (br_if 0 (;@3;)
            (local.get 14)))
        (local.set 11
          (local.get 11))
        (local.set 13
          (i32.add
            (local.get 13)
            (i32.const -1)))
        (br_if 0 (;@2;)
          (local.get 13)))
      (local.set 10
        (f32x4.div
          (local.get 10)
          (f32x4.splat
            (f32.const 0x1.2p+3 (;=9;)))))
      (local.set 15
        (i32.add
          (i32.add
            (local.get 1)
            (local.get 9))
          (local.get 4)))
      (v128.store align=4
        (local.get 15)
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
          (i32.const 16)))
      (if  ;; label = @2
        (i32.eq
          (local.get 7)
          (i32.const 1))
        (then
          (local.set 7
            (i32.const 0))
          (local.set 6
            (i32.add
              (local.get 6)
              (i32.const 1)))
          (local.set 8
            (i32.add
              (local.get 8)
              (i32.const 32)))
          (if  ;; label = @3
            (i32.eq
              (local.get 6)
              (i32.const 1))
            (then
              (local.set 6
                (i32.const 0))
              (local.set 8
                (i32.add
                  (local.get 8)
                  (i32.const 96)))))))
      (br_if 0 (;@1;)
        (i32.lt_u
          (local.get 5)
          (local.get 3)))))
  (func (;2;) (export "k2") (type 0) (param i32 i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 i32 i32 i32 i32 i32 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32 v128 v128 i32 v128 v128 v128)
    (local.set 23
      (i32x4.splat
        (i32.const 1065353216)))
    (local.set 24
      (i32x4.splat
        (i32.const 1118961664)))
    (local.set 25
      (i32x4.splat
        (i32.const -1026555904)))
    (local.set 27
      (i32x4.splat
        (i32.const 1069066811)))
    (local.set 28
      (i32x4.splat
        (i32.const 1262485758)))
    (local.set 31
      (i32x4.splat
        (i32.const 1060205056)))
    (local.set 32
      (i32x4.splat
        (i32.const 901758606)))
    (local.set 33
      (i32x4.splat
        (i32.const 984993350)))
    (local.set 34
      (i32x4.splat
        (i32.const 1007227561)))
    (local.set 35
      (i32x4.splat
        (i32.const 1026206585)))
    (local.set 36
      (i32x4.splat
        (i32.const 1042983514)))
    (local.set 37
      (i32x4.splat
        (i32.const 1056964607)))
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
          (i32.const 1))
        (i32.const 1)))
    (local.set 11
      (i32.rem_u
        (local.get 9)
        (i32.const 1)))
    (local.set 12
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 9)
            (i32.const 1))
          (i32.const 16))
        (i32.add
          (i32.mul
            (local.get 10)
            (i32.const 16))
          (i32.mul
            (local.get 11)
            (i32.const 16)))))
    (local.set 15
      (i32.sub
        (local.get 4)
        (local.get 3)))
    (local.set 16
      (i32.mul
        (i32.rem_u
          (i32.sub
            (i32.const 2)
            (i32.rem_u
              (local.get 15)
              (i32.const 2)))
          (i32.const 2))
        (i32.const 1)))
    (local.set 16
      (select
        (local.get 16)
        (i32.const 0)
        (i32.lt_u
          (local.get 16)
          (i32.add
            (local.get 15)
            (i32.const 1)))))
    (if  ;; label = @1
      (local.get 16)
      (then
        (loop  ;; label = @2
          (local.set 17
            (local.get 12))
          (local.set 18
            (i32.lt_u
              (i32.add
                (local.get 9)
                (i32.const 1))
              (i32.add
                (local.get 3)
                (local.get 16))))
          (if  ;; label = @3
            (local.get 18)
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
              (if  ;; label = @4
                (i32.eq
                  (local.get 11)
                  (i32.const 1))
                (then
                  (local.set 11
                    (i32.const 0))
                  (local.set 10
                    (i32.add
                      (local.get 10)
                      (i32.const 1)))
                  (if  ;; label = @5
                    (i32.eq
                      (local.get 10)
                      (i32.const 1))
                    (then
                      (local.set 10
                        (i32.const 0))))))))
          (local.set 7
            (local.get 6))
          (local.set 19
            (i32.add
              (i32.add
                (local.get 0)
                (local.get 17))
              (local.get 8)))
          (local.set 13
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 20
            (v128.load align=4
              (local.get 7)))
          (local.set 21
            (v128.load32_splat
              (local.get 19)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 21)
              (local.get 20)
              (local.get 13)))
          (local.set 20
            (v128.load offset=16 align=4
              (local.get 7)))
          (local.set 21
            (v128.load32_splat offset=4
              (local.get 19)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 21)
              (local.get 20)
              (local.get 13)))
          (local.set 20
            (v128.load offset=32 align=4
              (local.get 7)))
          (local.set 21
            (v128.load32_splat offset=8
              (local.get 19)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 21)
              (local.get 20)
              (local.get 13)))
          (local.set 20
            (v128.load offset=48 align=4
              (local.get 7)))
          (local.set 21
            (v128.load32_splat offset=12
              (local.get 19)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 21)
              (local.get 20)
              (local.get 13)))
          (local.set 19
            (i32.add
              (local.get 19)
              (i32.const 16)))
          (local.set 7
            (i32.add
              (local.get 7)
              (i32.const 64)))
          (local.set 26
            (f32x4.pmax
              (f32x4.pmin
                (f32x4.sub
                  (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
                  (local.get 13))
                (local.get 24))
              (local.get 25)))
          (local.set 29
            (f32x4.add
              (f32x4.mul
                (local.get 26)
                (local.get 27))
              (local.get 28)))
          (local.set 30
            (f32x4.sub
              (local.get 29)
              (local.get 28)))
          (local.set 26
            (f32x4.sub
              (f32x4.sub
                (local.get 26)
                (f32x4.mul
                  (local.get 30)
                  (local.get 31)))
              (f32x4.mul
                (local.get 30)
                (local.get 32))))
          (local.set 29
            (local.get 29))
          (local.set 30
            (i32x4.shr_u
              (local.get 29)
              (i32.const 1)))
          (local.set 13
            (f32x4.div
              (local.get 23)
              (f32x4.add
                (local.get 23)
                (f32x4.mul
                  (f32x4.mul
                    (f32x4.add
                      (f32x4.add
                        (local.get 26)
                        (f32x4.mul
                          (f32x4.mul
                            (local.get 26)
                            (local.get 26))
                          (f32x4.add
                            (f32x4.mul
                              (f32x4.add
                                (f32x4.mul
                                  (f32x4.add
                                    (f32x4.mul
                                      (f32x4.add
                                        (f32x4.mul
                                          (local.get 33)
                                          (local.get 26))
                                        (local.get 34))
                                      (local.get 26))
                                    (local.get 35))
                                  (local.get 26))
                                (local.get 36))
                              (local.get 26))
                            (local.get 37))))
                      (local.get 23))
                    (i32x4.shl
                      (local.get 30)
                      (i32.const 23)))
                  (i32x4.shl
                    (i32x4.sub
                      (local.get 29)
                      (local.get 30))
                    (i32.const 23))))))
          (local.set 22
            (i32.add
              (i32.add
                (local.get 2)
                (local.get 17))
              (local.get 5)))
          (v128.store align=4
            (local.get 22)
            (local.get 13))
          (br_if 0 (;@2;)
            (local.get 18)))
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
        (if  ;; label = @2
          (i32.eq
            (local.get 11)
            (i32.const 1))
          (then
            (local.set 11
              (i32.const 0))
            (local.set 10
              (i32.add
                (local.get 10)
                (i32.const 1)))
            (if  ;; label = @3
              (i32.eq
                (local.get 10)
                (i32.const 1))
              (then
                (local.set 10
                  (i32.const 0))))))))
    (if  ;; label = @1
      (i32.lt_u
        (i32.add
          (local.get 3)
          (local.get 16))
        (local.get 4))
      (then
        (loop  ;; label = @2
          (local.set 38
            (local.get 12))
          (if  ;; label = @3
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
              (if  ;; label = @4
                (i32.eq
                  (local.get 11)
                  (i32.const 1))
                (then
                  (local.set 11
                    (i32.const 0))
                  (local.set 10
                    (i32.add
                      (local.get 10)
                      (i32.const 1)))
                  (if  ;; label = @5
                    (i32.eq
                      (local.get 10)
                      (i32.const 1))
                    (then
                      (local.set 10
                        (i32.const 0))))))))
          (local.set 39
            (local.get 12))
          (local.set 40
            (i32.lt_u
              (i32.add
                (local.get 9)
                (i32.const 1))
              (local.get 4)))
          (if  ;; label = @3
            (local.get 40)
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
              (if  ;; label = @4
                (i32.eq
                  (local.get 11)
                  (i32.const 1))
                (then
                  (local.set 11
                    (i32.const 0))
                  (local.set 10
                    (i32.add
                      (local.get 10)
                      (i32.const 1)))
                  (if  ;; label = @5
                    (i32.eq
                      (local.get 10)
                      (i32.const 1))
                    (then
                      (local.set 10
                        (i32.const 0))))))))
          (local.set 7
            (local.get 6))
          (local.set 41
            (i32.add
              (i32.add
                (local.get 0)
                (local.get 38))
              (local.get 8)))
          (local.set 42
            (i32.add
              (i32.add
                (local.get 0)
                (local.get 39))
              (local.get 8)))
          (local.set 13
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 14
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 43
            (v128.load align=4
              (local.get 7)))
          (local.set 44
            (v128.load32_splat
              (local.get 41)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 44)
              (local.get 43)
              (local.get 13)))
          (local.set 44
            (v128.load32_splat
              (local.get 42)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 44)
              (local.get 43)
              (local.get 14)))
          (local.set 43
            (v128.load offset=16 align=4
              (local.get 7)))
          (local.set 44
            (v128.load32_splat offset=4
              (local.get 41)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 44)
              (local.get 43)
              (local.get 13)))
          (local.set 44
            (v128.load32_splat offset=4
              (local.get 42)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 44)
              (local.get 43)
              (local.get 14)))
          (local.set 43
            (v128.load offset=32 align=4
              (local.get 7)))
          (local.set 44
            (v128.load32_splat offset=8
              (local.get 41)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 44)
              (local.get 43)
              (local.get 13)))
          (local.set 44
            (v128.load32_splat offset=8
              (local.get 42)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 44)
              (local.get 43)
              (local.get 14)))
          (local.set 43
            (v128.load offset=48 align=4
              (local.get 7)))
          (local.set 44
            (v128.load32_splat offset=12
              (local.get 41)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 44)
              (local.get 43)
              (local.get 13)))
          (local.set 44
            (v128.load32_splat offset=12
              (local.get 42)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 44)
              (local.get 43)
              (local.get 14)))
          (local.set 41
            (i32.add
              (local.get 41)
              (i32.const 16)))
          (local.set 42
            (i32.add
              (local.get 42)
              (i32.const 16)))
          (local.set 7
            (i32.add
              (local.get 7)
              (i32.const 64)))
          (local.set 46
            (f32x4.pmax
              (f32x4.pmin
                (f32x4.sub
                  (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
                  (local.get 13))
                (local.get 24))
              (local.get 25)))
          (local.set 47
            (f32x4.add
              (f32x4.mul
                (local.get 46)
                (local.get 27))
              (local.get 28)))
          (local.set 48
            (f32x4.sub
              (local.get 47)
              (local.get 28)))
          (local.set 46
            (f32x4.sub
              (f32x4.sub
                (local.get 46)
                (f32x4.mul
                  (local.get 48)
                  (local.get 31)))
              (f32x4.mul
                (local.get 48)
                (local.get 32))))
          (local.set 47
            (local.get 47))
          (local.set 48
            (i32x4.shr_u
              (local.get 47)
              (i32.const 1)))
          (local.set 13
            (f32x4.div
              (local.get 23)
              (f32x4.add
                (local.get 23)
                (f32x4.mul
                  (f32x4.mul
                    (f32x4.add
                      (f32x4.add
                        (local.get 46)
                        (f32x4.mul
                          (f32x4.mul
                            (local.get 46)
                            (local.get 46))
                          (f32x4.add
                            (f32x4.mul
                              (f32x4.add
                                (f32x4.mul
                                  (f32x4.add
                                    (f32x4.mul
                                      (f32x4.add
                                        (f32x4.mul
                                          (local.get 33)
                                          (local.get 46))
                                        (local.get 34))
                                      (local.get 46))
                                    (local.get 35))
                                  (local.get 46))
                                (local.get 36))
                              (local.get 46))
                            (local.get 37))))
                      (local.get 23))
                    (i32x4.shl
                      (local.get 48)
                      (i32.const 23)))
                  (i32x4.shl
                    (i32x4.sub
                      (local.get 47)
                      (local.get 48))
                    (i32.const 23))))))
          (local.set 46
            (f32x4.pmax
              (f32x4.pmin
                (f32x4.sub
                  (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
                  (local.get 14))
                (local.get 24))
              (local.get 25)))
          (local.set 47
            (f32x4.add
              (f32x4.mul
                (local.get 46)
                (local.get 27))
              (local.get 28)))
          (local.set 48
            (f32x4.sub
              (local.get 47)
              (local.get 28)))
          (local.set 46
            (f32x4.sub
              (f32x4.sub
                (local.get 46)
                (f32x4.mul
                  (local.get 48)
                  (local.get 31)))
              (f32x4.mul
                (local.get 48)
                (local.get 32))))
          (local.set 47
            (local.get 47))
          (local.set 48
            (i32x4.shr_u
              (local.get 47)
              (i32.const 1)))
          (local.set 14
            (f32x4.div
              (local.get 23)
              (f32x4.add
                (local.get 23)
                (f32x4.mul
                  (f32x4.mul
                    (f32x4.add
                      (f32x4.add
                        (local.get 46)
                        (f32x4.mul
                          (f32x4.mul
                            (local.get 46)
                            (local.get 46))
                          (f32x4.add
                            (f32x4.mul
                              (f32x4.add
                                (f32x4.mul
                                  (f32x4.add
                                    (f32x4.mul
                                      (f32x4.add
                                        (f32x4.mul
                                          (local.get 33)
                                          (local.get 46))
                                        (local.get 34))
                                      (local.get 46))
                                    (local.get 35))
                                  (local.get 46))
                                (local.get 36))
                              (local.get 46))
                            (local.get 37))))
                      (local.get 23))
                    (i32x4.shl
                      (local.get 48)
                      (i32.const 23)))
                  (i32x4.shl
                    (i32x4.sub
                      (local.get 47)
                      (local.get 48))
                    (i32.const 23))))))
          (local.set 45
            (i32.add
              (i32.add
                (local.get 2)
                (local.get 38))
              (local.get 5)))
          (v128.store align=4
            (local.get 45)
            (local.get 13))
          (local.set 45
            (i32.add
              (i32.add
                (local.get 2)
                (local.get 39))
              (local.get 5)))
          (v128.store align=4
            (local.get 45)
            (local.get 14))
          (br_if 0 (;@2;)
            (local.get 40)))))
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
        (i32.const 16))))
  (func (;3;) (export "k3") (type 0) (param i32 i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 v128 i32)
    (local.set 6
      (local.get 3))
    (local.set 7
      (i32.div_u
        (i32.rem_u
          (local.get 6)
          (i32.const 9))
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
            (i32.const 9))
          (i32.const 144))
        (i32.add
          (i32.mul
            (local.get 7)
            (i32.const 48))
          (i32.mul
            (local.get 8)
            (i32.const 16)))))
    (local.set 10
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 6)
            (i32.const 9))
          (i32.const 16))
        (i32.add
          (i32.mul
            (local.get 7)
            (i32.const 0))
          (i32.mul
            (local.get 8)
            (i32.const 0)))))
    (loop  ;; label = @1
      (local.set 5
        (i32.const 0))
      (local.set 11
        (v128.load align=4
          (i32.add
            (i32.add
              (local.get 0)
              (local.get 9))
            (local.get 5))))
      (local.set 12
        (i32.add
          (i32.add
            (local.get 1)
            (local.get 10))
          (local.get 5)))
      (local.set 11
        (f32x4.mul
          (local.get 11)
          (v128.load align=4
            (local.get 12))))
      (local.set 12
        (i32.add
          (i32.add
            (local.get 2)
            (local.get 9))
          (local.get 5)))
      (v128.store align=4
        (local.get 12)
        (local.get 11))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 16)))
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
      (if  ;; label = @2
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
          (if  ;; label = @3
            (i32.eq
              (local.get 7)
              (i32.const 3))
            (then
              (local.set 7
                (i32.const 0))
              (local.set 10
                (i32.add
                  (local.get 10)
                  (i32.const 16)))))))
      (br_if 0 (;@1;)
        (i32.lt_u
          (local.get 6)
          (local.get 4))))))
