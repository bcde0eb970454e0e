import type { BranchesLayer, Reads, SelectLayer } from '@resnet-compile/dsl';
import { describeShape, pointwise, ShapeError, type Node } from '@resnet-compile/ir';
import { channelsOf, type Site } from './layers/layer-rule.ts';

type Add = Site['add'];

/** The parts of the channels that branches read, in order. @throws {ShapeError} where they cannot be shared out. */
export function partsOf(x: Node, shares: readonly number[], add: Add): readonly Node[] {
  const channels = channelsOf(x);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  if (channels % whole)
    throw new ShapeError(
      `${channels} channels cannot be shared out to ${shares.length} branches in ${whole} equal shares`,
      `make the channels a multiple of ${whole}`,
    );
  let from = 0;
  return shares.map((share) => {
    const count = (channels / whole) * share;
    from += count;
    return slice(x, from - count, count, add);
  });
}

export const sharesOf = ({ shares, children }: Reads & Pick<BranchesLayer, 'children'>): readonly number[] =>
  shares ?? children.map(() => 1);

export const joinOf: { readonly [Join in BranchesLayer['join']]: (results: Results, add: Add) => Node } = {
  concatenate: (results, add) => add('concatenate', {}, results),
  sum: (results, add) =>
    results.length === 1 ? results[0] : add('map', { of: pointwise.sumOf(results.length) }, results),
  product: ([first, ...others], add) => others.reduce((a, b) => add('map', { of: pointwise.product }, [a, b]), first),
};

/** One at least. */
export type Results = readonly [first: Node, ...others: Node[]];

/**
 * Σ softmax(w)ₖ·xₖ: the values of one pixel are cut into those of each branch, their softmax is formed there once, and
 * the weighed branches are added. @throws {ShapeError} where there are not as many values as channels.
 */
export function selected({ groups }: SelectLayer, results: Results, weights: Node, add: Add): Node {
  const [count, channels] = [results.length, channelsOf(results[0])];
  const [, given, height = 1, width = 1] = weights.type.shape;
  if (given !== count * channels || height !== 1 || width !== 1)
    throw new ShapeError(
      `the weights of a selection are ${describeShape(weights.type.shape)}; expected N×${count * channels}×1×1, for ${count} branches of ${channels} channels`,
      'let their layers begin with globalAveragePool() and end with a convolution to so many channels',
    );
  if (channels % groups)
    throw new ShapeError(
      `a selection of ${channels} channels cannot be divided into ${groups} groups`,
      'make the channels a multiple of the groups',
    );
  const ofBranch = (branch: number): Node => {
    if (count === 1) return weights;
    const each = channels / groups;
    const [first = weights, ...others] = Array.from({ length: groups }, (_, group) =>
      slice(weights, (group * count + branch) * each, each, add),
    );
    return others.length ? add('concatenate', {}, [first, ...others]) : first;
  };
  const values = results.map((_, branch) => ofBranch(branch));
  const weighed = results.map((result, branch) => {
    const others = values.filter((_, other) => other !== branch);
    const weight = add('map', { of: pointwise.softmaxOf(count) }, [values[branch] ?? weights, ...others]);
    return [result, weight] as const;
  });
  const [[first, weight] = [weights, weights], ...others] = weighed;
  return others.reduce(
    (sum, [result, ofResult]) => add('map', { of: pointwise.sumWithProduct }, [sum, result, ofResult]),
    add('map', { of: pointwise.product }, [first, weight]),
  );
}

const slice = (x: Node, from: number, count: number, add: Add): Node =>
  count === channelsOf(x) ? x : add('slice_channels', { from, count }, [x]);
