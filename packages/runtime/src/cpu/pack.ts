import type { Packing } from '@resnet-compile/plan/cpu';
import { found } from '@resnet-compile/ir';
import type { Prepared } from '../prepare.ts';
import type { PerFilter } from '../standardize.ts';

/** Writes one prepared tensor into the weights region. */
export function pack(
  packing: Packing,
  panel: number,
  prepared: ReadonlyMap<string, Prepared>,
  f: Float32Array,
  u: Uint32Array,
): void {
  const start = packing.address / 4;
  if (packing.kind === 'vector') return f.set(found(prepared, packing.source).values, start);
  if (packing.kind === 'mask')
    return void u.fill(0xffffffff, start + packing.before, start + packing.before + packing.channels);
  const { values, perFilter } = found(prepared, packing.source);
  if (perFilter)
    eachRun(
      packing,
      panel,
      f,
      { values, ...perFilter(), size: packing.shape[1] * packing.shape[2] * packing.shape[3] },
      gatherPerFilter,
    );
  else eachRun(packing, panel, f, values, gather);
}

/** The other way round: filters that a kernel computed, as O×(I/g)×kh×kw, or added to what is there. */
export function unpack(packing: Filters, panel: number, f: Float32Array, values: Float32Array, add: boolean): void {
  eachRun(packing, panel, f, values, add ? scatterSum : scatter);
}

export type Filters = Extract<Packing, { kind: 'filters' }>;

/** Moves a run of channels: in the packed floats, and in O×(I/g)×kh×kw from `source` on in steps. */
type Move<Values> = (
  f: Float32Array,
  target: number,
  count: number,
  values: Values,
  source: number,
  step: number,
) => void;

// Eight at a time: a quarter faster.
const gather: Move<ArrayLike<number>> = (f, target, count, values, source, step) => {
  let n = 0;
  for (; n + 8 <= count; n += 8, source += 8 * step) {
    const t = target + n;
    f[t] = values[source]!;
    f[t + 1] = values[source + step]!;
    f[t + 2] = values[source + 2 * step]!;
    f[t + 3] = values[source + 3 * step]!;
    f[t + 4] = values[source + 4 * step]!;
    f[t + 5] = values[source + 5 * step]!;
    f[t + 6] = values[source + 6 * step]!;
    f[t + 7] = values[source + 7 * step]!;
  }
  for (; n < count; n++, source += step) f[target + n] = values[source]!;
};

interface Filtered extends PerFilter {
  readonly values: ArrayLike<number>;
  readonly size: number;
}

/** By each filter's mean and scale; rounded once. */
const gatherPerFilter: Move<Filtered> = (f, target, count, { values, mean, scale, size }, source, step) => {
  let filter = Math.floor(source / size);
  // Neighbouring channels are neighbouring filters, but for input gradients, whose channels are within one.
  const next = step === size ? 1 : 0;
  for (let n = 0; n < count; n++, filter += next)
    f[target + n] = (values[source + n * step]! - mean[filter]!) * scale[filter]!;
};

const scatter: Move<Float32Array> = (f, target, count, values, source, step) => {
  let n = 0;
  for (; n + 8 <= count; n += 8, source += 8 * step) {
    const t = target + n;
    values[source] = f[t]!;
    values[source + step] = f[t + 1]!;
    values[source + 2 * step] = f[t + 2]!;
    values[source + 3 * step] = f[t + 3]!;
    values[source + 4 * step] = f[t + 4]!;
    values[source + 5 * step] = f[t + 5]!;
    values[source + 6 * step] = f[t + 6]!;
    values[source + 7 * step] = f[t + 7]!;
  }
  for (; n < count; n++, source += step) values[source] = f[target + n]!;
};

const scatterSum: Move<Float32Array> = (f, target, count, values, source, step) => {
  for (let n = 0; n < count; n++, source += step) values[source] = values[source]! + f[target + n]!;
};

/**
 * Calls for every run of the result's channels within a panel and a group: where it starts, its length, and the place of
 * its first filter and the distance to the next one's in O×(I/g)×kh×kw. Packed: group with panels of its own, panel of the
 * result's channels, taps, channel read, result's channel.
 */
function eachRun<Values>(packing: Filters, panel: number, f: Float32Array, values: Values, move: Move<Values>): void {
  const {
    address,
    shape: [out, perGroup, kh, kw],
    groups,
    panelGroups,
    inChannels,
    transposed,
    taps,
  } = packing;
  const inputs = perGroup * groups;
  // An input gradient's result has the input's channels, and reads the output's.
  const [results, reads] = transposed ? [inputs, out] : [out, inputs];
  const resultsPerPanels = results / panelGroups;
  const [resultsPerGroup, readsPerGroup] = [results / groups, reads / groups];
  const padded = Math.ceil(resultsPerPanels / 4) * 4;
  const [resultStep, readStep] = transposed ? [kh * kw, perGroup * kh * kw] : [perGroup * kh * kw, kh * kw];
  for (let apart = 0; apart < panelGroups; apart++) {
    for (let first = 0; first < padded; first += panel) {
      const columns = Math.min(panel, padded - first);
      const last = Math.min(first + columns, resultsPerPanels);
      const panelStart = address / 4 + (apart * padded + first) * taps.length * inChannels;
      for (let column = first, end = 0; column < last; column = end) {
        const result = apart * resultsPerPanels + column;
        const group = Math.floor(result / resultsPerGroup);
        // Transposed filters are counted by what is read first, and by result within the group.
        end = transposed ? Math.min(last, (group + 1) * resultsPerGroup - apart * resultsPerPanels) : last;
        const source = transposed
          ? group * readsPerGroup * readStep + (result - group * resultsPerGroup) * resultStep
          : result * resultStep;
        // Taps innermost, as they lie in O×(I/g)×kh×kw: each of its cache lines is fetched once.
        for (let read = 0; read < readsPerGroup; read++) {
          for (let tap = 0; tap < taps.length; tap++) {
            const target = panelStart + (tap * inChannels + read) * columns + column - first;
            move(f, target, end - column, values, source + read * readStep + taps[tap]!, resultStep);
          }
        }
      }
    }
  }
}
