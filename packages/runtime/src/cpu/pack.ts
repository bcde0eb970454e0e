import type { Packing } from '@resnet-compile/backend-cpu';
import type { Prepared } from '../prepare.ts';

/** Writes one prepared tensor into the weights region. */
export function pack(packing: Packing, panel: number, prepared: ReadonlyMap<string, Prepared>, f: Float32Array, u: Uint32Array): void {
  const start = packing.address / 4;
  if (packing.kind === 'vector') return f.set(prepared.get(packing.source)!.values, start);
  if (packing.kind === 'mask') return void u.fill(0xffffffff, start + packing.before, start + packing.before + packing.channels);
  const { values, scale } = prepared.get(packing.source)!;
  const perFilter = packing.shape[1] * packing.shape[2] * packing.shape[3];
  eachRun(packing, panel, (target, step, source, count) => {
    const factor = scale ? scale[Math.floor(source / perFilter)]! : 1;
    for (let tap = 0; tap < count; tap++) f[target + tap * step] = values[source + packing.taps[tap]!]! * factor;
  });
}

/** The other way round: filters that a kernel computed, as O×(I/g)×kh×kw. */
export function unpack(packing: Filters, panel: number, f: Float32Array, values: Float32Array): void {
  eachRun(packing, panel, (target, step, source, count) => {
    for (let tap = 0; tap < count; tap++) values[source + packing.taps[tap]!] = f[target + tap * step]!;
  });
}

export type Filters = Extract<Packing, { kind: 'filters' }>;

/**
 * Calls for every pair of channels with the place of its first tap, the distance to the next one, and the place of its
 * filter in O×(I/g)×kh×kw. Packed: merged group, panel of the result's channels, taps, channel read, result's channel.
 */
function eachRun(packing: Filters, panel: number, visit: (target: number, step: number, source: number, taps: number) => void): void {
  const { address, shape: [out, perGroup, kh, kw], groups, mergedGroups, inChannels, transposed, taps } = packing;
  const inputs = perGroup * groups;
  // An input gradient's result has the input's channels, and reads the output's.
  const [results, reads] = transposed ? [inputs, out] : [out, inputs];
  const resultsPerMerged = results / mergedGroups;
  const [resultsPerGroup, readsPerGroup] = [results / groups, reads / groups];
  const groupsPerMerged = groups / mergedGroups;
  const padded = Math.ceil(resultsPerMerged / 4) * 4;
  for (let merged = 0; merged < mergedGroups; merged++) {
    for (let first = 0; first < padded; first += panel) {
      const columns = Math.min(panel, padded - first);
      const panelStart = address / 4 + (merged * padded + first) * taps.length * inChannels;
      for (let column = 0; column < columns && first + column < resultsPerMerged; column++) {
        const result = merged * resultsPerMerged + first + column;
        const group = Math.floor(result / resultsPerGroup);
        const firstRead = (group % groupsPerMerged) * readsPerGroup;
        for (let read = 0; read < readsPerGroup; read++) {
          const [o, i] = transposed ? [group * readsPerGroup + read, result - group * resultsPerGroup] : [result, read];
          visit(panelStart + (firstRead + read) * columns + column, inChannels * columns, (o * perGroup + i) * kh * kw, taps.length);
        }
      }
    }
  }
}
