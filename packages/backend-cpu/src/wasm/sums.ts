import { itemOf, type Scalar } from '@resnet-compile/ir';
import { emitWasmScalar } from '../elementary/emit-wasm-scalar.ts';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { scalarContext, sum, type KernelContext } from './context.ts';
import { eachPixel, firstImage } from './each-pixel.ts';
import { doWhile, f32x4, get, i32, plus, set, v128, type Code, type Local } from './instructions.ts';

/** Sums of expressions per channel: of each one sum an image, added in their order. */
export function emitSums(context: KernelContext, core: CoreShapeOf<'channel_sums'>, vectors: number): Code {
  const { locals } = context;
  const image = locals.add('i32');
  const channel = get(context.channel);
  const reads = core.reads.map(({ access, masked, repeated }, place) => ({
    access,
    masked,
    repeated,
    address: context.address('read', place),
    start: locals.add('i32'),
    local: locals.add('i32'),
    loaded: locals.add('v128'),
  }));
  const tensors = Array.from({ length: core.tensors }, (_, place) => ({
    address: context.address('tensor', place),
    values: locals.many(vectors, 'v128'),
  }));
  const sums = core.of.map((of) => ({
    of,
    total: locals.many(vectors, 'v128'),
    ofImage: locals.many(vectors, 'v128'),
  }));
  const lanes = Array.from({ length: vectors }, (_, v) => ({
    bytes: v * 16,
    values: tensors.map(({ values }) => get(itemOf(values, v))),
    sums: sums.map(({ of, total, ofImage }) => ({ of, total: itemOf(total, v), ofImage: itemOf(ofImage, v) })),
  }));
  const scalars = scalarContext(context);
  const value = (of: Scalar, values: readonly Code[]): Code =>
    emitWasmScalar(of, [...reads.map(({ loaded }) => get(loaded)), ...values], scalars);
  const load = ({ local, masked, repeated }: (typeof reads)[number], place: number, bytes: number): Code => {
    if (repeated) return v128.load32Splat(get(local));
    const loaded = v128.load(get(local), bytes);
    return masked ? v128.and(loaded, v128.load(sum(context.address('mask', place), channel), bytes)) : loaded;
  };
  const add = (into: Local, amount: Code): Code => set(into, f32x4.add(get(into), amount));
  return [
    lanes.map((lane) => lane.sums.map(({ total }) => set(total, v128.zero))),
    set(image, context.first),
    reads.map(({ start, access, address, repeated }) =>
      set(start, sum(address, ...(repeated ? [] : [channel]), firstImage(context, access))),
    ),
    tensors.map(({ address, values }) => values.map((each, v) => set(each, v128.load(sum(address, channel), v * 16)))),
    doWhile(
      [
        lanes.map((lane) => lane.sums.map(({ ofImage }) => set(ofImage, v128.zero))),
        reads.map(({ local, start }) => set(local, get(start))),
        eachPixel(
          context,
          context.shape.map,
          reads,
          lanes.map((lane) => [
            reads.map((read, place) => set(read.loaded, load(read, place, lane.bytes))),
            lane.sums.map(({ of, ofImage }) => add(ofImage, value(of, lane.values))),
          ]),
        ),
        lanes.map((lane) => lane.sums.map(({ total, ofImage }) => add(total, get(ofImage)))),
        reads.map(({ start, access }) => set(start, plus(get(start), access.image))),
        set(image, plus(get(image), 1)),
      ],
      i32.ltU(get(image), context.last),
    ),
    lanes.map((lane) =>
      lane.sums.map(({ total }, place) =>
        v128.store(sum(context.address('result', place), channel), get(total), lane.bytes),
      ),
    ),
  ];
}
