import type { Packing, Precision, WeightsBlock } from '@resnet-compile/plan/webgpu';
import { found } from '@resnet-compile/ir';
import type { Prepared } from '../prepare.ts';
import { toHalves } from './to-halves.ts';

/** The weights of one kernel, as its shader reads them; zero where nothing is. */
export function packBlock(
  { size, packings }: WeightsBlock,
  prepared: ReadonlyMap<string, Prepared>,
  precision: Precision,
): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const f = new Float32Array(size / (precision === 'f16' ? 2 : 4));
  for (const packing of packings) {
    const tensor = found(prepared, packing.source);
    if (packing.kind === 'vector') f.set(tensor.values, packing.offset);
    else if (packing.kind === 'winograd') packTransformed(packing, tensor, f);
    else packFilters(packing, tensor, f);
  }
  return precision === 'f16' ? toHalves(f) : f;
}

function packFilters(
  { offset, shape, groups, window }: Extract<Packing, { kind: 'filters' }>,
  { values, scale }: Prepared,
  f: Float32Array,
): void {
  const [out, perGroup, kh, kw] = shape;
  const { rows, outPerGroup, inPerGroup, last, panel } = window;
  const pixels = kh * kw;
  const rowLength = panel * 4;
  const groupOf = (channel: number): number => Math.floor(channel / outPerGroup);
  for (let o = 0; o < out; o++) {
    const factor = scale ? scale[o]! : 1;
    const start = groups === 1 ? 0 : 4 * Math.min(Math.floor((groupOf(o - (o % 4)) * inPerGroup) / 4), last);
    const first = groupOf(o) * inPerGroup - start;
    const column = offset + Math.floor(o / rowLength) * pixels * rows * rowLength + (o % rowLength);
    for (let i = 0; i < perGroup; i++) {
      const source = (o * perGroup + i) * pixels;
      for (let pixel = 0; pixel < pixels; pixel++)
        f[column + (pixel * rows + first + i) * rowLength] = values[source + pixel]! * factor;
    }
  }
}

/** G·g·Gᵀ in float64, rounded once. */
function packTransformed(
  { offset, shape: [out, channels], transform }: Extract<Packing, { kind: 'winograd' }>,
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
