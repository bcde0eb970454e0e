import {
  cascade,
  channelConv,
  concatenate,
  globalAveragePool,
  product,
  sequential,
  sigmoid,
  split,
  sum,
  type Branches,
  type Layer,
  type PartsOptions,
  type Pair,
} from '@resnet-compile/dsl';
import { chainTo, inOne } from './chain.ts';
import {
  isVector,
  someChannels,
  strided,
  withChannels,
  type Grow,
  type Grown,
  type Growth,
  type Shape,
} from './grown.ts';
import { sharesOf } from './shares.ts';

export const growBranches: Grow = (growth, shape) =>
  growth.random.pick([growConcatenate, growConcatenate, growSum, growProduct, growSplit, growCascade])(growth, shape);

const strideFor = ({ random, keepsSize }: Growth, shape: Shape): Pair =>
  keepsSize || isVector(shape) || random.chance(0.7)
    ? [1, 1]
    : random.pick([
        [2, 2],
        [1, 2],
      ] as const);

/** As an array, or as a record. */
const named = ({ random }: Growth, branches: readonly Layer[]): Branches =>
  random.chance(0.5) ? branches : Object.fromEntries(branches.map((branch, index) => [`branch${index + 1}`, branch]));

/** The same, of branches that may have no names where what is in them has. */
function namedParts(growth: Growth, branches: readonly Layer[]): readonly [Branches, PartsOptions] {
  if (growth.random.chance(0.7)) return [named(growth, branches), {}];
  return [branches.map((branch, index) => sequential({ [`part${index + 1}`]: branch })), { numbered: false }];
}

const growConcatenate: Grow = (growth, shape) => {
  if (isVector(shape)) return undefined;
  const stride = strideFor(growth, shape);
  const branches = Array.from({ length: growth.random.integer(1, 3) }, () =>
    chainTo(growth, shape, stride, growth.random.chance(0.5) ? undefined : someChannels(growth)),
  );
  // Not ever more: what is concatenated within a concatenation multiplies.
  const channels = branches.reduce((total, branch) => total + branch.shape[0], 0);
  if (channels > 40) return undefined;
  return {
    layer: concatenate(
      named(
        growth,
        branches.map(({ layers }) => inOne(growth, layers)),
      ),
    ),
    shape: withChannels(strided(shape, stride), channels),
  };
};

/** As efficient channel attention ends. */
const gateEnd = ({ random }: Growth): readonly Layer[] =>
  random.chance(0.5) ? [channelConv({ kernel: random.pick([1, 3, 5]) }), sigmoid()] : [];

/** Results that are as large as the first, or have a single channel, or a single pixel. */
const growElementwise =
  (make: typeof sum): Grow =>
  (growth, shape) => {
    const { random } = growth;
    const stride = strideFor(growth, shape);
    const channels = random.chance(0.5) ? shape[0] : someChannels(growth);
    const branches = Array.from({ length: random.integer(1, 4) }, (_, index) => {
      const own = index > 0 && random.chance(0.2) ? 1 : channels;
      const { layers } = chainTo(growth, shape, stride, own);
      const pools = index > 0 && !isVector(shape) && random.chance(0.3);
      return inOne(growth, pools ? [...layers, globalAveragePool(), ...gateEnd(growth)] : layers);
    });
    return { layer: make(named(growth, branches)), shape: withChannels(strided(shape, stride), channels) };
  };
const growSum = growElementwise(sum);
const growProduct = growElementwise(product);

const growSplit: Grow = (growth, shape) => {
  if (isVector(shape)) return undefined;
  const stride = strideFor(growth, shape);
  const { shares, parts } = sharesOf(growth.random, shape[0], 4);
  const branches = parts.map((part) => chainTo(growth, withChannels(shape, part), stride, undefined));
  const channels = branches.reduce((total, branch) => total + branch.shape[0], 0);
  return joined(
    growth,
    split,
    branches.map(({ layers }) => inOne(growth, layers)),
    shares,
    withChannels(strided(shape, stride), channels),
  );
};

/** Each result is added to the part of the next branch. */
const growCascade: Grow = (growth, shape) => {
  if (isVector(shape)) return undefined;
  const { shares, parts } = sharesOf(growth.random, shape[0], 4);
  const branches = parts.map((part, index) => chainTo(growth, withChannels(shape, part), [1, 1], parts[index + 1]));
  const channels = branches.reduce((total, branch) => total + branch.shape[0], 0);
  return joined(
    growth,
    cascade,
    branches.map(({ layers }) => inOne(growth, layers)),
    shares,
    withChannels(shape, channels),
  );
};

function joined(
  growth: Growth,
  make: typeof split,
  layers: readonly Layer[],
  shares: readonly number[],
  shape: Shape,
): Grown {
  const [branches, options] = namedParts(growth, layers);
  const alike = shares.every((share) => share === 1) && growth.random.chance(0.5);
  return { layer: make(branches, alike ? options : { ...options, shares }), shape };
}
