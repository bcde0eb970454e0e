import type { Packing, WeightsBlock } from '@resnet-compile/backend-webgpu';
import type { Prepared } from '../prepare.ts';

/** The weights of one kernel, as its shader reads them; zero where nothing is. */
export function packBlock({ size, packings }: WeightsBlock, prepared: ReadonlyMap<string, Prepared>): Float32Array<ArrayBuffer> {
  const f = new Float32Array(size / 4);
  for (const packing of packings) {
    const tensor = prepared.get(packing.source)!;
    if (packing.kind === 'vector') f.set(tensor.values, packing.offset / 4);
    else packFilters(packing, tensor, f);
  }
  return f;
}

function packFilters({ offset, shape, groups, window }: Extract<Packing, { kind: 'filters' }>, { values, scale }: Prepared, f: Float32Array): void {
  const [out, perGroup, kh, kw] = shape;
  const { rows, outPerGroup, inPerGroup, last } = window;
  const pixels = kh * kw;
  const rowLength = Math.ceil(out / 4) * 4;
  const groupOf = (channel: number): number => Math.floor(channel / outPerGroup);
  for (let o = 0; o < out; o++) {
    const factor = scale ? scale[o]! : 1;
    const start = groups === 1 ? 0 : 4 * Math.min(Math.floor((groupOf(o - (o % 4)) * inPerGroup) / 4), last);
    const first = groupOf(o) * inPerGroup - start;
    for (let i = 0; i < perGroup; i++) {
      const source = (o * perGroup + i) * pixels;
      for (let pixel = 0; pixel < pixels; pixel++) f[offset / 4 + (pixel * rows + first + i) * rowLength + o] = values[source + pixel]! * factor;
    }
  }
}
