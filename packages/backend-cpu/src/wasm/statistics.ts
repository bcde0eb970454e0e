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
  const each = <T>(make: (vector: number) => T): T[] => Array.from({ length: vectors }, (_, vector) => make(vector));
  const [mean, squares, local, first, second] = [0, 1, 2, 3, 4].map(() => locals.many(vectors, 'v128')) as [
    readonly Local[],
    readonly Local[],
    readonly Local[],
    readonly Local[],
    readonly Local[],
  ];
  const weight = locals.add('v128');
  const load = (vector: number): Code => v128.load(get(pointer), vector * 16);
  const walk = [{ local: pointer, access: core.reads[0].access }];
  const splat = (value: number): Code => f32x4.splat(f32Const(value));
  return [
    each((v) => [set(mean[v]!, v128.zero), set(squares[v]!, v128.zero)]),
    set(image, i32.const(0)),
    set(start, sum(context.address('read'), get(context.channel), firstImage(context, core.reads[0].access))),
    doWhile(
      [
        each((v) => [set(first[v]!, v128.zero), set(second[v]!, v128.zero), set(local[v]!, v128.zero)]),
        set(pointer, get(start)),
        eachPixel(
          context,
          walk,
          each((v) => set(local[v]!, f32x4.add(get(local[v]!), load(v)))),
        ),
        each((v) => set(local[v]!, f32x4.mul(get(local[v]!), splat(1 / pixels)))),
        set(pointer, get(start)),
        eachPixel(
          context,
          walk,
          each((v) => [
            set(weight, f32x4.sub(load(v), get(local[v]!))),
            set(first[v]!, f32x4.add(get(first[v]!), get(weight))),
            set(second[v]!, f32x4.add(get(second[v]!), f32x4.mul(get(weight), get(weight)))),
          ]),
        ),
        // The mean deviation: what rounding left in the image's mean.
        each((v) => [
          set(first[v]!, f32x4.mul(get(first[v]!), splat(1 / pixels))),
          set(
            second[v]!,
            f32x4.sub(get(second[v]!), f32x4.mul(f32x4.mul(get(first[v]!), get(first[v]!)), splat(pixels))),
          ),
          set(local[v]!, f32x4.sub(f32x4.add(get(local[v]!), get(first[v]!)), get(mean[v]!))),
        ]),
        set(weight, f32x4.div(splat(1), f32x4.splat(f32FromUnsigned(plus(get(image), 1))))),
        each((v) => [
          // A factor first: of the first image it is zero, and a square that overflows would make it NaN.
          set(
            squares[v]!,
            f32x4.add(
              get(squares[v]!),
              f32x4.add(
                get(second[v]!),
                f32x4.mul(
                  f32x4.mul(
                    get(local[v]!),
                    f32x4.mul(f32x4.mul(f32x4.splat(f32FromUnsigned(get(image))), get(weight)), splat(pixels)),
                  ),
                  get(local[v]!),
                ),
              ),
            ),
          ),
          set(mean[v]!, f32x4.add(get(mean[v]!), f32x4.mul(get(local[v]!), get(weight)))),
        ]),
        set(start, plus(get(start), core.reads[0].access.image)),
        set(image, plus(get(image), 1)),
      ],
      i32.ltU(get(image), i32.sub(context.last, context.first)),
    ),
    set(weight, f32x4.mul(f32x4.splat(f32FromUnsigned(get(image))), splat(pixels))),
    each((v) => [
      v128.store(sum(context.address('result', 0), get(context.channel)), get(mean[v]!), v * 16),
      v128.store(
        sum(context.address('result', 1), get(context.channel)),
        f32x4.div(get(squares[v]!), get(weight)),
        v * 16,
      ),
    ]),
  ];
}
