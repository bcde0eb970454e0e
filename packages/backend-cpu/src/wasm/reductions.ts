import type { CoreShape } from '../kernel-shape.ts';
import { sum, type KernelContext } from './context.ts';
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

type Statistics = Extract<CoreShape, { kind: 'channel_statistics' }>;
type Sums = Extract<CoreShape, { kind: 'gradient_sums' }>;

/** Bytes to the first image of the range. */
export const firstImage = ({ first }: KernelContext, { image }: { readonly image: number }): Code =>
  i32.mul(first, i32.const(image));

/** Runs over the pixels of one image; `pointers` walk with them. */
function eachPixel(
  context: KernelContext,
  pointers: readonly { readonly local: Local; readonly access: { readonly x: number; readonly y: number } }[],
  body: Code,
): Code {
  const [height, width] = context.shape.map;
  const [row, column] = [context.locals.add('i32'), context.locals.add('i32')];
  return [
    set(row, i32.const(height)),
    doWhile(
      [
        set(column, i32.const(width)),
        doWhile(
          [
            body,
            pointers.map(({ local, access }) => set(local, plus(get(local), access.x))),
            set(column, plus(get(column), -1)),
          ],
          get(column),
        ),
        pointers.map(({ local, access }) => set(local, plus(get(local), access.y - width * access.x))),
        set(row, plus(get(row), -1)),
      ],
      get(row),
    ),
  ];
}

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
  const walk = [{ local: pointer, access: core.access }];
  const splat = (value: number): Code => f32x4.splat(f32Const(value));
  return [
    each((v) => [set(mean[v]!, v128.zero), set(squares[v]!, v128.zero)]),
    set(image, i32.const(0)),
    set(start, sum(context.address('input'), get(context.channel), firstImage(context, core.access))),
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
        set(start, plus(get(start), core.access.image)),
        set(image, plus(get(image), 1)),
      ],
      i32.ltU(get(image), i32.sub(context.last, context.first)),
    ),
    set(weight, f32x4.mul(f32x4.splat(f32FromUnsigned(get(image))), splat(pixels))),
    each((v) => [
      v128.store(sum(context.address('mean'), get(context.channel)), get(mean[v]!), v * 16),
      v128.store(
        sum(context.address('variance'), get(context.channel)),
        f32x4.div(get(squares[v]!), get(weight)),
        v * 16,
      ),
    ]),
  ];
}

/** Σ dy and Σ dy·(x − mean) per channel: one sum an image, added in their order. */
export function emitSums(context: KernelContext, core: Sums, vectors: number): Code {
  const { locals } = context;
  const [image, pointer, source] = [locals.add('i32'), locals.add('i32'), locals.add('i32')];
  const [dyStart, xStart] = [locals.add('i32'), locals.add('i32')];
  const each = <T>(make: (vector: number) => T): T[] => Array.from({ length: vectors }, (_, vector) => make(vector));
  const [total, product, ofImage, productOfImage, mean] = [0, 1, 2, 3, 4].map(() => locals.many(vectors, 'v128')) as [
    readonly Local[],
    readonly Local[],
    readonly Local[],
    readonly Local[],
    readonly Local[],
  ];
  const dy = locals.add('v128');
  const centred = core.source;
  const channel = get(context.channel);
  return [
    each((v) => [set(total[v]!, v128.zero), set(product[v]!, v128.zero)]),
    set(image, context.first),
    set(dyStart, sum(context.address('input'), channel, firstImage(context, core.access))),
    centred
      ? [
          set(xStart, sum(context.address('source'), channel, firstImage(context, centred))),
          each((v) => set(mean[v]!, v128.load(sum(context.address('mean'), channel), v * 16))),
        ]
      : [],
    doWhile(
      [
        each((v) => [set(ofImage[v]!, v128.zero), set(productOfImage[v]!, v128.zero)]),
        set(pointer, get(dyStart)),
        centred ? set(source, get(xStart)) : [],
        eachPixel(
          context,
          [{ local: pointer, access: core.access }, ...(centred ? [{ local: source, access: centred }] : [])],
          each((v) => [
            set(dy, v128.load(get(pointer), v * 16)),
            set(ofImage[v]!, f32x4.add(get(ofImage[v]!), get(dy))),
            centred
              ? set(
                  productOfImage[v]!,
                  f32x4.add(
                    get(productOfImage[v]!),
                    f32x4.mul(get(dy), f32x4.sub(v128.load(get(source), v * 16), get(mean[v]!))),
                  ),
                )
              : [],
          ]),
        ),
        each((v) => [
          set(total[v]!, f32x4.add(get(total[v]!), get(ofImage[v]!))),
          set(product[v]!, f32x4.add(get(product[v]!), get(productOfImage[v]!))),
        ]),
        set(dyStart, plus(get(dyStart), core.access.image)),
        centred ? set(xStart, plus(get(xStart), centred.image)) : [],
        set(image, plus(get(image), 1)),
      ],
      i32.ltU(get(image), context.last),
    ),
    each((v) => [
      v128.store(sum(context.address('sum'), channel), get(total[v]!), v * 16),
      centred ? v128.store(sum(context.address('product'), channel), get(product[v]!), v * 16) : [],
    ]),
  ];
}
