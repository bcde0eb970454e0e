import type { Values } from '@resnet-compile/reference';
import type { TensorSummary } from '@resnet-compile/testing';

export const summary = ({ data }: Pick<Values, 'data'>): TensorSummary => ({
  l2: Math.sqrt(data.reduce((sum, value) => sum + value * value, 0)),
  sum: data.reduce((sum, value) => sum + value, 0),
  head: Array.from(data.subarray(0, 4)),
});

/**
 * The README's measure: the worst of the listed elements, the sum and the norm, relative to the expected tensor's root
 * mean square or norm. A NaN is infinitely far away.
 */
export function deviation(expected: TensorSummary, { data }: Pick<Values, 'data'>): number {
  const found = summary({ data });
  const root = Math.sqrt(data.length);
  const all = [
    Math.abs(found.l2 - expected.l2) / (expected.l2 + 1e-12),
    Math.abs(found.sum - expected.sum) / (expected.l2 * root + 1e-12),
    ...expected.head.map((value, index) => Math.abs(found.head[index]! - value) / (expected.l2 / root + 1e-12)),
  ];
  return all.some(Number.isNaN) ? Infinity : Math.max(...all);
}

/** The worst of tensors that are named alike. @throws {Error} where the names differ. */
export function worstDeviation(
  expected: Readonly<Record<string, TensorSummary>>,
  found: ReadonlyMap<string, Pick<Values, 'data'>>,
): number {
  const names = Object.keys(expected).sort();
  if (String(names) !== String([...found.keys()].sort()))
    throw new Error(`found ${[...found.keys()].sort().join(', ')}, expected ${names.join(', ')}`);
  return Math.max(...names.map((name) => deviation(expected[name]!, found.get(name)!)));
}

/** after − before, for each tensor of `after`. */
export const changes = (
  after: ReadonlyMap<string, Values>,
  before: ReadonlyMap<string, Values>,
): ReadonlyMap<string, Pick<Values, 'data'>> =>
  new Map(
    Array.from(after, ([name, { data }]) => [
      name,
      { data: data.map((value, index) => value - before.get(name)!.data[index]!) },
    ]),
  );
