import { itemOf } from '@resnet-compile/ir';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { sum, type KernelContext } from './context.ts';
import { eachPixel, firstImage } from './each-pixel.ts';
import {
  doWhile,
  f32Const,
  f32FromUnsigned,
  f32x4,
  get,
  i32,
  plus,
  set,
  v128,
  type Code,
  type Local,
} from './instructions.ts';

type Statistics = CoreShapeOf<'channel_statistics'>;

/**
 * Mean and biased variance per channel, image by image in their order: each image's mean is corrected by the mean
 * deviation from it, its squared deviations are summed around it, and both are merged into the totals (Chan, Golub and
 * LeVeque 1979). So nothing cancels where the mean is large.
 */
export function emitStatistics(context: KernelContext, core: Statistics, vectors: number): Code {
  const {
    locals,
    shape: {
      map: [height, width],
    },
  } = context;
  const pixels = height * width;
  const [image, start, pointer] = [locals.add('i32'), locals.add('i32'), locals.add('i32')];
  const many = (): readonly Local[] => locals.many(vectors, 'v128');
  const [means, squares, ofImage, firsts, seconds] = [many(), many(), many(), many(), many()];
  const lanes = means.map((mean, v) => ({
    bytes: v * 16,
    mean,
    square: itemOf(squares, v),
    local: itemOf(ofImage, v),
    first: itemOf(firsts, v),
    second: itemOf(seconds, v),
  }));
  const weight = locals.add('v128');
  const load = (bytes: number): Code => v128.load(get(pointer), bytes);
  const walk = [{ local: pointer, access: core.reads[0].access }];
  const splat = (value: number): Code => f32x4.splat(f32Const(value));
  return [
    lanes.map(({ mean, square }) => [set(mean, v128.zero), set(square, v128.zero)]),
    set(image, i32.const(0)),
    set(start, sum(context.address('read'), get(context.channel), firstImage(context, core.reads[0].access))),
    doWhile(
      [
        lanes.map(({ local, first, second }) => [set(first, v128.zero), set(second, v128.zero), set(local, v128.zero)]),
        set(pointer, get(start)),
        eachPixel(
          context,
          [height, width],
          walk,
          lanes.map(({ bytes, local }) => set(local, f32x4.add(get(local), load(bytes)))),
        ),
        lanes.map(({ local }) => set(local, f32x4.mul(get(local), splat(1 / pixels)))),
        set(pointer, get(start)),
        eachPixel(
          context,
          [height, width],
          walk,
          lanes.map(({ bytes, local, first, second }) => [
            set(weight, f32x4.sub(load(bytes), get(local))),
            set(first, f32x4.add(get(first), get(weight))),
            set(second, f32x4.add(get(second), f32x4.mul(get(weight), get(weight)))),
          ]),
        ),
        // The mean deviation: what rounding left in the image's mean.
        lanes.map(({ mean, local, first, second }) => [
          set(first, f32x4.mul(get(first), splat(1 / pixels))),
          set(second, f32x4.sub(get(second), f32x4.mul(f32x4.mul(get(first), get(first)), splat(pixels)))),
          set(local, f32x4.sub(f32x4.add(get(local), get(first)), get(mean))),
        ]),
        set(weight, f32x4.div(splat(1), f32x4.splat(f32FromUnsigned(plus(get(image), 1))))),
        lanes.map(({ mean, square, local, second }) => [
          // A factor first: of the first image it is zero, and a square that overflows would make it NaN.
          set(
            square,
            f32x4.add(
              get(square),
              f32x4.add(
                get(second),
                f32x4.mul(
                  f32x4.mul(
                    get(local),
                    f32x4.mul(f32x4.mul(f32x4.splat(f32FromUnsigned(get(image))), get(weight)), splat(pixels)),
                  ),
                  get(local),
                ),
              ),
            ),
          ),
          set(mean, f32x4.add(get(mean), f32x4.mul(get(local), get(weight)))),
        ]),
        set(start, plus(get(start), core.reads[0].access.image)),
        set(image, plus(get(image), 1)),
      ],
      i32.ltU(get(image), i32.sub(context.last, context.first)),
    ),
    set(weight, f32x4.mul(f32x4.splat(f32FromUnsigned(get(image))), splat(pixels))),
    lanes.map(({ bytes, mean, square }) => [
      v128.store(sum(context.address('result', 0), get(context.channel)), get(mean), bytes),
      v128.store(sum(context.address('result', 1), get(context.channel)), f32x4.div(get(square), get(weight)), bytes),
    ]),
  ];
}
