import type { Packing } from '@resnet-compile/backend-cpu';
import type { Prepared } from '../prepare.ts';

/** Writes one prepared tensor into the weights region. */
export function pack(packing: Packing, prepared: ReadonlyMap<string, Prepared>, f: Float32Array, u: Uint32Array): void {
  const start = packing.address / 4;
  if (packing.kind === 'filters') return packFilters(packing, prepared.get(packing.source)!, f, start);
  if (packing.kind === 'vector') return f.set(prepared.get(packing.source)!.values, start);
  u.fill(0xffffffff, start + packing.before, start + packing.before + packing.channels);
}

type Filters = Extract<Packing, { kind: 'filters' }>;

/** O×(I/g)×kh×kw → merged group, panel of output channels, kh, kw, input channel, output channel. */
function packFilters({ shape, groups, mergedGroups, inChannels, panel }: Filters, { values, scale }: Prepared, f: Float32Array, start: number): void {
  const [out, perGroup, kh, kw] = shape;
  const outPerMerged = out / mergedGroups;
  const outPerGroup = out / groups;
  const groupsPerMerged = groups / mergedGroups;
  const paddedOut = Math.ceil(outPerMerged / 4) * 4;
  const pixels = kh * kw;
  for (let merged = 0; merged < mergedGroups; merged++) {
    for (let first = 0; first < paddedOut; first += panel) {
      const columns = Math.min(panel, paddedOut - first);
      const panelStart = start + (merged * paddedOut + first) * pixels * inChannels;
      for (let column = 0; column < columns && first + column < outPerMerged; column++) {
        const o = merged * outPerMerged + first + column;
        const factor = scale ? scale[o]! : 1;
        const firstInput = (Math.floor(o / outPerGroup) % groupsPerMerged) * perGroup;
        for (let i = 0; i < perGroup; i++) {
          const source = (o * perGroup + i) * pixels;
          const target = panelStart + (firstInput + i) * columns + column;
          for (let pixel = 0; pixel < pixels; pixel++) f[target + pixel * inChannels * columns] = values[source + pixel]! * factor;
        }
      }
    }
  }
}
