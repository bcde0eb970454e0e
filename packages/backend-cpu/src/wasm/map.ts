import { itemOf, partsOf, type Scalar } from '@resnet-compile/ir';
import { emitWasmScalar } from '../elementary/emit-wasm-scalar.ts';
import type { StepShape } from '../kernel-shape.ts';
import { sum, type KernelContext } from './context.ts';
import type { EpilogueSlice } from './epilogue-slice.ts';
import { get, set, v128, type Code, type Local } from './instructions.ts';

/** An expression of the running value, of what is read there, and of tensors per channel, for all pixels of a tile. */
export function emitMap(
  context: KernelContext,
  { columns, bytes, offset, address, locals }: EpilogueSlice,
  { reads, tensors, of }: Extract<StepShape, { kind: 'map' }>,
  index: number,
): Code {
  const channel = get(context.channel);
  const load = (from: Code, into: readonly Local[]): Code => [
    set(address, from),
    columns[0].map((_, vector) => set(itemOf(into, vector), v128.load(get(address), bytes + vector * 16))),
  ];
  let pairs = 0;
  const perChannel = Array.from({ length: tensors }, () => locals.pair(pairs++));
  const masks = reads.map(({ masked }) => (masked ? locals.pair(pairs++) : undefined));
  // What is read once stands where it is read; with several, each has locals, since they share the address.
  const inline = reads.length === 1 && readings(of, 1) === 1;
  const loaded = reads.map(() => (inline ? undefined : locals.pair(pairs++)));
  const at = (place: number, vector: number): Code => {
    if (itemOf(reads, place).repeated) return v128.load32Splat(get(address));
    const value = v128.load(get(address), bytes + vector * 16);
    const mask = masks[place];
    return mask ? v128.and(value, get(itemOf(mask, vector))) : value;
  };
  return [
    perChannel.map((into, place) => load(sum(context.address('tensor', place, index), channel), into)),
    masks.map((into, place) => (into ? load(sum(context.address('mask', place, index), channel), into) : [])),
    columns.map((values, pixel) => [
      reads.map(({ access, repeated }, place) => {
        const into = loaded[place];
        return [
          set(
            address,
            sum(context.address('read', place, index), offset(access, pixel), ...(repeated ? [] : [channel])),
          ),
          values.map((_, vector) => (into ? set(itemOf(into, vector), at(place, vector)) : [])),
        ];
      }),
      values.map((value, vector) =>
        set(
          value,
          emitWasmScalar(
            of,
            [
              get(value),
              ...loaded.map((into, place) => (into ? get(itemOf(into, vector)) : at(place, vector))),
              ...perChannel.map((into) => get(itemOf(into, vector))),
            ],
            locals.scalars,
          ),
        ),
      ),
    ]),
  ];
}

/** How often an expression reads an operand. */
const readings = (of: Scalar, index: number): number =>
  partsOf(of)
    .flatMap((part): readonly Scalar[] => ('of' in part ? part.of : []))
    .filter((part) => part.op === 'operand' && part.index === index).length;
