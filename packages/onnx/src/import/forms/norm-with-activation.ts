import { evoNormS0, filterResponseNorm } from '@resnet-compile/dsl';
import { elementwise } from '../operators/broadcast.ts';
import { mean, reduced } from '../operators/reductions.ts';
import { plainNumber } from '../plain-number.ts';
import { isClose, tryImages, type Region } from '../region.ts';
import { countOf, type Tensor } from '../tensor.ts';
import type { ConstantValue } from '../values.ts';
import { oneLayer, type RegionForm } from './form.ts';
import { channelOf, groupsOf, leastImages, mayBeNorm } from './norm-regions.ts';
import { byRole, epsilonsOf, parameterOf, vectorsOf } from './parameters.ts';

const permutations = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((others) => [item, ...others]));

/** The vectors of a norm that is an activation as well, as their names say, or in any order. */
const threeVectors = (
  vectors: readonly ConstantValue[],
  leaves: readonly string[],
): readonly (readonly ConstantValue[])[] => {
  const named = byRole(vectors, leaves);
  return vectors.length === 3 ? [...(named ? [named] : []), ...permutations(vectors)] : [];
};

interface WithActivation {
  readonly leaves: readonly string[];
  readonly groups: (region: Region, channels: number) => readonly number[];
  readonly layer: (groups: number, epsilon: number) => ReturnType<typeof evoNormS0 | typeof filterResponseNorm>;
  /** Of x, the statistic under the root, and the three vectors. */
  readonly of: (x: number, square: number, a: number, b: number, c: number) => number;
  /** The axes of [images, groups, the rest] whose mean square it is, about the mean or not. */
  readonly isCentred: boolean;
}

const withActivation: readonly WithActivation[] = [
  {
    leaves: ['weight', 'bias', 'tau'],
    groups: (_, channels) => [channels],
    layer: (_, epsilon) => filterResponseNorm({ epsilon }),
    of: (x, square, gamma, beta, tau) => Math.max((gamma * x) / Math.sqrt(square) + beta, tau),
    isCentred: false,
  },
  {
    leaves: ['weight', 'bias', 'v'],
    groups: groupsOf,
    layer: (groups, epsilon) => evoNormS0({ groups, epsilon }),
    of: (x, square, gamma, beta, v) => (gamma * x) / (1 + Math.exp(-v * x)) / Math.sqrt(square) + beta,
    isCentred: true,
  },
];

/** Filter response normalisation and EvoNorm-S0, which have three vectors. */
export const normWithActivation: RegionForm = (region, { budget }) => {
  const [, channels = 1] = region.exit.shape;
  const vectors = vectorsOf(region, channels);
  if (!mayBeNorm(region) || region.exit.shape.length !== 4 || vectors.length !== 3) return undefined;
  const {
    x,
    y: { data: y },
  } = tryImages(region, leastImages(region), budget);
  const at = channelOf(x.shape);
  for (const form of withActivation)
    for (const groups of form.groups(region, channels)) {
      const squares = squaresOf(x, groups, form.isCentred);
      for (const epsilon of epsilonsOf(region))
        for (const [a, b, c] of threeVectors(vectors, form.leaves)) {
          if (!a || !b || !c) continue;
          const of = (index: number): number => {
            const channel = at(index);
            const [p = 0, q = 0, r = 0] = [a, b, c].map(({ tensor }) => tensor.data[channel]);
            return form.of(x.data[index] ?? 0, (squares[index] ?? 0) + epsilon, p, q, r);
          };
          if (
            !isClose(
              Float64Array.from(y, (_, index) => of(index)),
              y,
            )
          )
            continue;
          const parameters = [a, b, c].map((each, index) => parameterOf(form.leaves[index] ?? '', each, [channels]));
          return oneLayer(region.entry, form.layer(groups, plainNumber(epsilon)), parameters);
        }
    }
  return undefined;
};

/** The mean square of each group of channels, about its mean or about 0, at each element. */
function squaresOf(x: Tensor, groups: number, isCentred: boolean): Float64Array {
  const [images = 1] = x.shape;
  const apart = [images, groups, countOf(x.shape) / images / groups];
  const own = { ...x, shape: apart };
  const kept = [images, groups, 1];
  const means = reduced(own, [2], mean);
  const centre = { ...x, shape: kept, data: isCentred ? means : means.map(() => 0) };
  const squares = elementwise([own, centre], apart, (a = 0, b = 0) => (a - b) ** 2);
  const meanSquares = { ...x, shape: kept, data: reduced({ ...own, data: squares }, [2], mean) };
  return elementwise([meanSquares, own], apart, (a = 0) => a);
}
