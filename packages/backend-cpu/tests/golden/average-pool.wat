(module
  (type (;0;) (func (param i32 i32 i32 i32)))
  (import "env" "memory" (memory (;0;) 1 65536))
  (func (;0;) (export "k0") (type 0) (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 v128 i32 i32 i32 i32 v128 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128)
    (local.set 19
      (i32x4.splat
        (i32.const 1065353216)))
    (local.set 20
      (i32x4.splat
        (i32.const 1118961664)))
    (local.set 21
      (i32x4.splat
        (i32.const -1026555904)))
    (local.set 23
      (i32x4.splat
        (i32.const 1069066811)))
    (local.set 24
      (i32x4.splat
        (i32.const 1262485758)))
    (local.set 27
      (i32x4.splat
        (i32.const 1060205056)))
    (local.set 28
      (i32x4.splat
        (i32.const 901758606)))
    (local.set 29
      (i32x4.splat
        (i32.const 984993350)))
    (local.set 30
      (i32x4.splat
        (i32.const 1007227561)))
    (local.set 31
      (i32x4.splat
        (i32.const 1026206585)))
    (local.set 32
      (i32x4.splat
        (i32.const 1042983514)))
    (local.set 33
      (i32x4.splat
        (i32.const 1056964607)))
    (local.set 5
      (local.get 2))
    (local.set 6
      (i32.div_u
        (i32.rem_u
          (local.get 5)
          (i32.const 4))
        (i32.const 2)))
    (local.set 7
      (i32.rem_u
        (local.get 5)
        (i32.const 2)))
    (local.set 8
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 5)
            (i32.const 4))
          (i32.const 320))
        (i32.add
          (i32.mul
            (local.get 6)
            (i32.const 128))
          (i32.mul
            (local.get 7)
            (i32.const 32)))))
    (local.set 9
      (i32.add
        (i32.mul
          (i32.div_u
            (local.get 5)
            (i32.const 4))
          (i32.const 64))
        (i32.add
          (i32.mul
            (local.get 6)
            (i32.const 32))
          (i32.mul
            (local.get 7)
            (i32.const 16)))))
    (loop  ;; label = @1
      (local.set 4
        (i32.const 0))
      (local.set 10
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 11
        (i32.sub
          (i32.mul
            (local.get 6)
            (i32.const 2))
          (i32.const 0)))
      (local.set 13
        (i32.add
          (i32.add
            (local.get 0)
            (local.get 8))
          (local.get 4)))
      (local.set 17
        (i32.const 2))
      (loop  ;; label = @2
        (if  ;; label = @3
          (i32.lt_u
            (local.get 11)
            (i32.const 5))
          (then
            (local.set 12
              (i32.sub
                (i32.mul
                  (local.get 7)
                  (i32.const 2))
                (i32.const 0)))
            (local.set 14
              (local.get 13))
            (local.set 16
              (i32.const 2))
            (loop  ;; label = @4
              (if  ;; label = @5
                (i32.lt_u
                  (local.get 12)
                  (i32.const 4))
                (then
                  (local.set 10
                    (f32x4.add
                      (local.get 10)
                      (v128.load align=4
                        (local.get 14))))))
              (local.set 12
                (i32.add
                  (local.get 12)
                  (i32.const 1)))
              (local.set 14
                (i32.add
                  (local.get 14)
                  (i32.const 16)))
              (local.set 16
                (i32.add
                  (local.get 16)
                  (i32.const -1)))
              (br_if 0 (;@4;)
                (local.get 16)))))
        (local.set 11
          (i32.add
            (local.get 11)
            (i32.const 1)))
        (local.set 13
          (i32.add
            (local.get 13)
            (i32.const 64)))
        (local.set 17
          (i32.add
            (local.get 17)
            (i32.const -1)))
        (br_if 0 (;@2;)
          (local.get 17)))
      (local.set 10
        (f32x4.div
          (local.get 10)
          (f32x4.splat
            (f32.const 0x1p+2 (;=4;)))))
      (local.set 22
        (f32x4.pmax
          (f32x4.pmin
            (f32x4.sub
              (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
              (local.get 10))
            (local.get 20))
          (local.get 21)))
      (local.set 25
        (f32x4.add
          (f32x4.mul
            (local.get 22)
            (local.get 23))
          (local.get 24)))
      (local.set 26
        (f32x4.sub
          (local.get 25)
          (local.get 24)))
      (local.set 22
        (f32x4.sub
          (f32x4.sub
            (local.get 22)
            (f32x4.mul
              (local.get 26)
              (local.get 27)))
          (f32x4.mul
            (local.get 26)
            (local.get 28))))
      (local.set 25
        (local.get 25))
      (local.set 26
        (i32x4.shr_u
          (local.get 25)
          (i32.const 1)))
      (local.set 10
        (f32x4.div
          (local.get 19)
          (f32x4.add
            (local.get 19)
            (f32x4.mul
              (f32x4.mul
                (f32x4.add
                  (f32x4.add
                    (local.get 22)
                    (f32x4.mul
                      (f32x4.mul
                        (local.get 22)
                        (local.get 22))
                      (f32x4.add
                        (f32x4.mul
                          (f32x4.add
                            (f32x4.mul
                              (f32x4.add
                                (f32x4.mul
                                  (f32x4.add
                                    (f32x4.mul
                                      (local.get 29)
                                      (local.get 22))
                                    (local.get 30))
                                  (local.get 22))
                                (local.get 31))
                              (local.get 22))
                            (local.get 32))
                          (local.get 22))
                        (local.get 33))))
                  (local.get 19))
                (i32x4.shl
                  (local.get 26)
                  (i32.const 23)))
              (i32x4.shl
                (i32x4.sub
                  (local.get 25)
                  (local.get 26))
                (i32.const 23))))))
      (local.set 18
        (i32.add
          (i32.add
            (local.get 1)
            (local.get 9))
          (local.get 4)))
      (v128.store align=4
        (local.get 18)
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
          (i32.const 32)))
      (local.set 9
        (i32.add
          (local.get 9)
          (i32.const 16)))
      (if  ;; label = @2
        (i32.eq
          (local.get 7)
          (i32.const 2))
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
              (i32.const 64)))
          (if  ;; label = @3
            (i32.eq
              (local.get 6)
              (i32.const 2))
            (then
              (local.set 6
                (i32.const 0))
              (local.set 8
                (i32.add
                  (local.get 8)
                  (i32.const 64)))))))
      (br_if 0 (;@1;)
        (i32.lt_u
          (local.get 5)
          (local.get 3))))))
