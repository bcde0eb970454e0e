import { evoNormS0, filterResponseNorm, groupNorm, instanceNorm, layerNorm } from '@resnet-compile/dsl';
import { normalized } from '../operators/normalizations.ts';
import { elementwise } from '../operators/broadcast.ts';
import { mean, reduced } from '../operators/reductions.ts';
import { isMovement, isNormalization, isPointwise, isReduction } from '../operators/index.ts';
import { plainNumber } from '../plain-number.ts';
import { constantsOf, isClose, tryImages, type Region } from '../region.ts';
import { countOf, type Shape, type Tensor } from '../tensor.ts';
import type { ConstantValue } from '../values.ts';
import { oneLayer, type Form, type Parameter, type RegionForm } from './form.ts';
import { byRole, epsilonsOf, parameterOf, vector, vectorsOf } from './parameters.ts';

/** Whether a region may be a norm: it takes a map to one of its shape, and has a mean or a norm of ONNX in it, or a single place. */
const mayBeNorm = ({ entry, exit, nodes }: Region): boolean =>
  String(entry.shape) === String(exit.shape) &&
  (exit.shape.length === 4 || exit.shape.length === 2) &&
  (countOf(exit.shape.slice(2)) === 1 ||
    nodes.some(({ op }) => isReduction(op) || (isNormalization(op) && !op.endsWith('oftmax')))) &&
  nodes.every(({ op }) => isReduction(op) || isMovement(op) || isPointwise(op) || isNormalization(op));

/** Numbers of groups that the region speaks of. */
function groupsOf({ nodes }: Region, channels: number): readonly number[] {
  const numbers = nodes.flatMap(({ shape, attributes }) => [shape[1] ?? 1, attributes.get('num_groups') ?? 1]);
  const all = [1, channels, ...numbers].filter((each) => typeof each === 'number');
  return [...new Set(all)].filter((each) => Number.isSafeInteger(each) && each > 0 && channels % each === 0);
}

/** A single image, or a row of a few, is by a line for each channel what other norms make of it. */
const leastImages = ({ exit }: Region): number => (countOf(exit.shape.slice(2)) > 8 ? 4 : 16);

/** (x − μ)/√(σ² + ε) of groups of channels. */
export function groupNormalized(x: Tensor, groups: number, epsilon: number): Float64Array {
  const [images = 1] = x.shape;
  const apart = { ...x, shape: [images, groups, countOf(x.shape) / images / groups] };
  return Float64Array.from(normalized(apart, [2], epsilon).data);
}

const channelOf = (shape: Shape): ((index: number) => number) => {
  const [, channels = 1, ...map] = shape;
  const pixels = countOf(map);
  return (index) => Math.floor(index / pixels) % channels;
};

/** The line γ·n + β that each channel of y is of n, γ NaN where n is 0 always; undefined where it is none. */
function fitted(
  n: Float64Array,
  y: ArrayLike<number>,
  shape: Shape,
): { readonly gamma: Float64Array; readonly beta: Float64Array } | undefined {
  const channels = shape[1] ?? 1;
  const at = channelOf(shape);
  const [ns, ys, nn, ny] = [0, 1, 2, 3].map(() => new Float64Array(channels));
  if (!ns || !ys || !nn || !ny) return undefined;
  for (let index = 0; index < n.length; index++) {
    const [channel, a, b] = [at(index), n[index] ?? NaN, y[index] ?? NaN];
    ns[channel] = (ns[channel] ?? 0) + a;
    ys[channel] = (ys[channel] ?? 0) + b;
    nn[channel] = (nn[channel] ?? 0) + a * a;
    ny[channel] = (ny[channel] ?? 0) + a * b;
  }
  const count = n.length / channels;
  const gamma = ns.map(
    (sum, channel) =>
      (count * (ny[channel] ?? 0) - sum * (ys[channel] ?? 0)) / (count * (nn[channel] ?? 0) - sum * sum),
  );
  const beta = ns.map((sum, channel) => ((ys[channel] ?? 0) - (gamma[channel] || 0) * sum) / count);
  const line = Float64Array.from(n, (value, index) => value * (gamma[at(index)] || 0) + (beta[at(index)] ?? 0));
  return isClose(line, y) ? { gamma, beta } : undefined;
}

/** A vector of the file where there is one with these numbers. */
function matched(leaf: string, values: Float64Array, vectors: readonly ConstantValue[]): Parameter {
  const isFree = values.every(Number.isNaN);
  const exact = (byRole(vectors, [leaf]) ?? [])
    .concat(vectors)
    .find(({ tensor }) => isFree || isClose(tensor.data, values, 1e-5));
  return exact ? parameterOf(leaf, exact, [values.length]) : vector(leaf, isFree ? values.map(() => 1) : values);
}

/** Group, layer and instance norm: by one operator, by `InstanceNormalization` of groups, or taken apart. */
export const perImageNorm: RegionForm = (region, { budget }) => {
  // What takes one value alone, as an activation does, stands behind a norm.
  const isBehind = isPointwise(region.exit.op) && region.exit.inputs.length === 1;
  if (!mayBeNorm(region) || isBehind) return undefined;
  const epsilons = epsilonsOf(region);
  if (!epsilons.length) return undefined;
  const channels = region.exit.shape[1] ?? 1;
  const { x, y } = tryImages(region, leastImages(region), budget);
  // Thirty-two channels are as many as group norms have groups, into which they are cut.
  const isOfMaps = channels !== 32 || !region.nodes.some(({ op }) => op === 'Reshape');
  const vectors = [
    ...vectorsOf(region, channels),
    ...constantsOf(region).filter(({ tensor }) => tensor.data.length === channels),
  ];
  let inexact: Form | undefined;
  for (const groups of groupsOf(region, channels))
    for (const epsilon of epsilons) {
      const line = fitted(groupNormalized(x, groups, epsilon), y.data, x.shape);
      if (!line) continue;
      const told = { epsilon: plainNumber(epsilon) };
      const layer =
        groups === 1
          ? layerNorm(told)
          : isOfMaps && groups === channels && channels > 1 && x.shape.length === 4
            ? instanceNorm(told)
            : groupNorm({ groups, ...told });
      const parameters = [matched('weight', line.gamma, vectors), matched('bias', line.beta, vectors)];
      const form = oneLayer(region.entry, layer, parameters);
      // What gives nothing but its shift is any norm with a scale of 0; the file's own scale tells which.
      if (parameters.every(({ name }) => name !== undefined)) return form;
      inexact ??= form;
    }
  return inexact;
};

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
