import type { Packing, WeightsBlock, WebGpuPlan } from '@resnet-compile/plan/webgpu';
import { found, itemOf } from '@resnet-compile/ir';
import type { Prepared } from '../prepare.ts';
import { toHalves } from './to-halves.ts';

type PackingOf<Kind extends Packing['kind']> = Extract<Packing, { readonly kind: Kind }>;

/** The weights of one kernel, as its shader reads them; zero where nothing is. */
export function packBlock(
  { size, packings }: WeightsBlock,
  prepared: ReadonlyMap<string, Prepared>,
  { precision, transforms }: Pick<WebGpuPlan, 'precision' | 'transforms'>,
): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const f = new Float32Array(size / (precision === 'f16' ? 2 : 4));
  for (const packing of packings) {
    const tensor = found(prepared, packing.source);
    if (packing.kind === 'winograd') packTransformed(packing, itemOf(transforms, packing.transform), tensor, f);
    else packTensor(packing, tensor, f, packing.offset);
  }
  return precision === 'f16' ? toHalves(f) : f;
}

/** Writes a tensor's values from `start`; what lies between them stays as it is. */
export function packTensor(
  packing: PackingOf<'filters' | 'vector'>,
  { values, scale }: Prepared,
  f: Float32Array,
  start: number,
): void {
  if (packing.kind === 'vector') return f.set(values, start);
  eachRun(packing, (out, source, target, step, count) => {
    const factor = scale ? scale[out]! : 1;
    for (let index = 0; index < count; index++) f[start + target + index * step] = values[source + index]! * factor;
  });
}

/** The other way round. */
export function unpackTensor(
  packing: PackingOf<'filters' | 'vector'>,
  f: Float32Array,
  start: number,
  values: Float32Array,
): void {
  if (packing.kind === 'vector') return values.set(f.subarray(start, start + values.length));
  eachRun(packing, (_, source, target, step, count) => {
    for (let index = 0; index < count; index++) values[source + index] = f[start + target + index * step]!;
  });
}

/** Calls for each map of each filter with where it begins, where its first value lies on the device and how far apart the others. */
function eachRun(
  { shape: [out, perGroup, kh, kw], groups, window }: PackingOf<'filters'>,
  visit: (out: number, source: number, target: number, step: number, count: number) => void,
): void {
  const { rows, outPerGroup, inPerGroup, last, panel } = window;
  const pixels = kh * kw;
  const rowLength = panel * 4;
  const groupOf = (channel: number): number => Math.floor(channel / outPerGroup);
  for (let o = 0; o < out; o++) {
    const start = groups === 1 ? 0 : 4 * Math.min(Math.floor((groupOf(o - (o % 4)) * inPerGroup) / 4), last);
    const first = groupOf(o) * inPerGroup - start;
    const column = Math.floor(o / rowLength) * pixels * rows * rowLength + (o % rowLength);
    for (let i = 0; i < perGroup; i++)
      visit(o, (o * perGroup + i) * pixels, column + (first + i) * rowLength, rows * rowLength, pixels);
  }
}

/** G·g·Gᵀ in float64, rounded once. */
function packTransformed(
  { offset, shape: [out, channels] }: PackingOf<'winograd'>,
  transform: readonly (readonly number[])[],
  { values, scale }: Prepared,
  f: Float32Array,
): void {
  const side = transform.length;
  const rows = new Float64Array(side * 3);
  for (let o = 0; o < out; o++) {
    const factor = scale ? scale[o]! : 1;
    for (let i = 0; i < channels; i++) {
      const source = (o * channels + i) * 9;
      transform.forEach(([a, b, c], row) => {
        for (let x = 0; x < 3; x++)
          rows[row * 3 + x] =
            (a! * values[source + x]! + b! * values[source + 3 + x]! + c! * values[source + 6 + x]!) * factor;
      });
      for (let row = 0; row < side; row++) {
        transform.forEach(([a, b, c], column) => {
          f[offset + ((row * side + column) * channels + i) * out + o] =
            a! * rows[row * 3]! + b! * rows[row * 3 + 1]! + c! * rows[row * 3 + 2]!;
        });
      }
    }
  }
}
