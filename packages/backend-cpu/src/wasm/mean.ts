import { itemOf } from '@resnet-compile/ir';
import { emitWasmScalar } from '../elementary/emit-wasm-scalar.ts';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { scalarContext, sum, type KernelContext, type RegisterTile } from './context.ts';
import { eachPixel } from './each-pixel.ts';
import { f32Const, f32x4, get, set, v128, type Code } from './instructions.ts';

/** The mean over each channel's map of an expression. */
export function emitMean(
  context: KernelContext,
  core: CoreShapeOf<'mean'>,
  { values: [values], offset }: RegisterTile,
): Code {
  const { locals } = context;
  const channel = get(context.channel);
  const [of] = core.of;
  const [height, width] = core.size;
  const reads = core.reads.map((read, place) => ({
    ...read,
    start: sum(context.address('read', place), offset(read.access, 0), ...(read.repeated ? [] : [channel])),
    local: locals.add('i32'),
    loaded: locals.add('v128'),
  }));
  const load = ({ local, masked, repeated }: (typeof reads)[number], place: number, bytes: number): Code => {
    if (repeated) return v128.load32Splat(get(local));
    const loaded = v128.load(get(local), bytes);
    return masked ? v128.and(loaded, v128.load(sum(context.address('mask', place), channel), bytes)) : loaded;
  };
  const tensors = Array.from({ length: core.tensors }, (_, place) => ({
    address: sum(context.address('tensor', place), channel),
    values: locals.many(values.length, 'v128'),
  }));
  const scalars = scalarContext(context);
  return [
    values.map((value) => set(value, v128.zero)),
    reads.map(({ local, start }) => set(local, start)),
    tensors.map(({ address, values: each }) => each.map((into, v) => set(into, v128.load(address, v * 16)))),
    eachPixel(
      context,
      core.size,
      reads,
      values.map((value, v) => [
        reads.map((read, place) => set(read.loaded, load(read, place, v * 16))),
        set(
          value,
          f32x4.add(
            get(value),
            emitWasmScalar(
              of,
              [...reads.map(({ loaded }) => get(loaded)), ...tensors.map((each) => get(itemOf(each.values, v)))],
              scalars,
            ),
          ),
        ),
      ]),
    ),
    values.map((value) => set(value, f32x4.div(get(value), f32x4.splat(f32Const(height * width))))),
  ];
}
