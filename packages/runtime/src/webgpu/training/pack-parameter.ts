import type { ParameterBlock, ParametersPlan } from '@resnet-compile/plan/webgpu-training';
import { found } from '@resnet-compile/ir';

/** Writes a parameter's values where its block lies; what lies between them stays as it is. */
export function packParameter(block: ParameterBlock, values: Float32Array, f: Float32Array): void {
  if (block.packing.kind === 'vector') return f.set(values, block.offset / 4);
  eachRun(block, block.packing, (source, target, step, count) => {
    for (let index = 0; index < count; index++) f[target + index * step] = values[source + index]!;
  });
}

/** The other way round. */
export function unpackParameter(block: ParameterBlock, f: Float32Array, values: Float32Array): void {
  if (block.packing.kind === 'vector')
    return values.set(f.subarray(block.offset / 4, block.offset / 4 + values.length));
  eachRun(block, block.packing, (source, target, step, count) => {
    for (let index = 0; index < count; index++) values[source + index] = f[target + index * step]!;
  });
}

/** All of some blocks' values, by name. */
export const unpackAll = (
  blocks: ParametersPlan['blocks'],
  lengths: ReadonlyMap<string, number>,
  f: Float32Array,
): Map<string, Float32Array> =>
  new Map(
    blocks.map((block) => {
      const values = new Float32Array(found(lengths, block.name));
      unpackParameter(block, f, values);
      return [block.name, values];
    }),
  );

type Filters = Extract<ParameterBlock['packing'], { kind: 'filters' }>;

/** Calls for each filter's map with where it begins, where its first value lies on the device and how far apart the others. */
function eachRun(
  { offset }: ParameterBlock,
  { shape: [out, perGroup, kh, kw], groups, window: { rows, outPerGroup, inPerGroup, last } }: Filters,
  visit: (source: number, target: number, step: number, count: number) => void,
): void {
  const start = offset / 4;
  const rowLength = Math.ceil(out / 4) * 4;
  const groupOf = (channel: number): number => Math.floor(channel / outPerGroup);
  for (let o = 0; o < out; o++) {
    const from = groups === 1 ? 0 : 4 * Math.min(Math.floor((groupOf(o - (o % 4)) * inPerGroup) / 4), last);
    const first = groupOf(o) * inPerGroup - from;
    for (let i = 0; i < perGroup; i++)
      visit((o * perGroup + i) * kh * kw, start + (first + i) * rowLength + o, rows * rowLength, kh * kw);
  }
}
