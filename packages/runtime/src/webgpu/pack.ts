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
  { values, perFilter }: Prepared,
  f: Float32Array,
  start: number,
): void {
  if (packing.kind === 'vector') return f.set(values, start);
  const ofFilters = perFilter?.();
  eachTile(packing, (first, end, source, stride, place) => {
    if (ofFilters)
      for (let o = first; o < end; o++)
        f[start + place + o] = (values[source + o * stride]! - ofFilters.mean[o]!) * ofFilters.scale[o]!;
    else for (let o = first; o < end; o++) f[start + place + o] = values[source + o * stride]!;
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
  eachTile(packing, (first, end, source, stride, place) => {
    for (let o = first; o < end; o++) values[source + o * stride] = f[start + place + o]!;
  });
}

/** Filters that are packed side by side: a line of the cache. */
const together = 16;

/**
 * Calls for each value that some filters have in one place, where `source + o · stride` is filter o's, and on the device
 * `place + o`.
 */
function eachTile(
  { shape: [out, perGroup, kh, kw] }: PackingOf<'filters'>,
  visit: (first: number, end: number, source: number, stride: number, place: number) => void,
): void {
  const pixels = kh * kw;
  const rowLength = Math.ceil(out / 4) * 4;
  for (let first = 0; first < out; first += together)
    for (let i = 0; i < perGroup; i++)
      for (let pixel = 0; pixel < pixels; pixel++)
        visit(
          first,
          Math.min(first + together, out),
          i * pixels + pixel,
          perGroup * pixels,
          (pixel * perGroup + i) * rowLength,
        );
}

/** G·g·Gᵀ in float64, rounded once. */
function packTransformed(
  { offset, shape: [out, channels] }: PackingOf<'winograd'>,
  transform: readonly (readonly number[])[],
  { values, perFilter }: Prepared,
  f: Float32Array,
): void {
  const ofFilters = perFilter?.();
  const side = transform.length;
  const g = Float64Array.from(transform.flat());
  const rows = new Float64Array(side * 3);
  for (let first = 0; first < out; first += together)
    for (let i = 0; i < channels; i++)
      for (let o = first; o < Math.min(first + together, out); o++) {
        const [mean, scale] = ofFilters ? [ofFilters.mean[o]!, ofFilters.scale[o]!] : [0, 1];
        const source = (o * channels + i) * 9;
        for (let row = 0; row < side * 3; row += 3)
          for (let x = source; x < source + 3; x++)
            rows[row + x - source] =
              (g[row]! * (values[x]! - mean) +
                g[row + 1]! * (values[x + 3]! - mean) +
                g[row + 2]! * (values[x + 6]! - mean)) *
              scale;
        let at = offset + i * out + o;
        for (let row = 0; row < side * 3; row += 3)
          for (let column = 0; column < side * 3; column += 3) {
            f[at] = g[column]! * rows[row]! + g[column + 1]! * rows[row + 1]! + g[column + 2]! * rows[row + 2]!;
            at += channels * out;
          }
      }
}
