import type { Packing } from '@resnet-compile/backend-cpu';
import type { Prepared } from '../prepare.ts';

/** Writes one prepared tensor into the weights region. */
export function pack(packing: Packing, panel: number, prepared: ReadonlyMap<string, Prepared>, f: Float32Array, u: Uint32Array): void {
  const start = packing.address / 4;
  if (packing.kind === 'vector') return f.set(prepared.get(packing.source)!.values, start);
  if (packing.kind === 'mask') return void u.fill(0xffffffff, start + packing.before, start + packing.before + packing.channels);
  const { values, scale } = prepared.get(packing.source)!;
  const perFilter = packing.shape[1] * packing.shape[2] * packing.shape[3];
  eachRun(packing, panel, (target, count, source, step) => {
    if (!scale) for (let n = 0; n < count; n++) f[target + n] = values[source + n * step]!;
    else for (let n = 0; n < count; n++) f[target + n] = values[source + n * step]! * scale[Math.floor((source + n * step) / perFilter)]!;
  });
}

/** The other way round: filters that a kernel computed, as O×(I/g)×kh×kw. */
export function unpack(packing: Filters, panel: number, f: Float32Array, values: Float32Array): void {
  eachRun(packing, panel, (target, count, source, step) => {
    for (let n = 0; n < count; n++) values[source + n * step] = f[target + n]!;
  });
}

export type Filters = Extract<Packing, { kind: 'filters' }>;

/**
 * Calls for every run of the result's channels within a panel and a group: where it starts, its length, and the place of
 * its first filter and the distance to the next one's in O×(I/g)×kh×kw. Packed: merged group, panel of the result's
 * channels, taps, channel read, result's channel.
 */
function eachRun(packing: Filters, panel: number, visit: (target: number, count: number, source: number, step: number) => void): void {
  const { address, shape: [out, perGroup, kh, kw], groups, mergedGroups, inChannels, transposed, taps } = packing;
  const inputs = perGroup * groups;
  // An input gradient's result has the input's channels, and reads the output's.
  const [results, reads] = transposed ? [inputs, out] : [out, inputs];
  const resultsPerMerged = results / mergedGroups;
  const [resultsPerGroup, readsPerGroup] = [results / groups, reads / groups];
  const groupsPerMerged = groups / mergedGroups;
  const padded = Math.ceil(resultsPerMerged / 4) * 4;
  const [resultStep, readStep] = transposed ? [kh * kw, perGroup * kh * kw] : [perGroup * kh * kw, kh * kw];
  for (let merged = 0; merged < mergedGroups; merged++) {
    for (let first = 0; first < padded; first += panel) {
      const columns = Math.min(panel, padded - first);
      const last = Math.min(first + columns, resultsPerMerged);
      const panelStart = address / 4 + (merged * padded + first) * taps.length * inChannels;
      for (let column = first, end = 0; column < last; column = end) {
        const result = merged * resultsPerMerged + column;
        const group = Math.floor(result / resultsPerGroup);
        end = Math.min(last, (group + 1) * resultsPerGroup - merged * resultsPerMerged);
        const firstRead = (group % groupsPerMerged) * readsPerGroup;
        // Transposed filters are counted by what is read first, and by result within the group.
        const source = transposed ? group * readsPerGroup * readStep + (result - group * resultsPerGroup) * resultStep : result * resultStep;
        for (let tap = 0; tap < taps.length; tap++) {
          const start = panelStart + (tap * inChannels + firstRead) * columns + column - first;
          for (let read = 0; read < readsPerGroup; read++) visit(start + read * columns, end - column, source + read * readStep + taps[tap]!, resultStep);
        }
      }
    }
  }
}
