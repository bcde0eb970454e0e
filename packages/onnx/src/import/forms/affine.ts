import { batchNorm, normalize, prelu, scale } from '@resnet-compile/dsl';
import { plainNumber } from '../plain-number.ts';
import { constantsOf, evaluateRegion, isClose, isElementwise, type Region } from '../region.ts';
import { floats, type Shape } from '../tensor.ts';
import { constantAt, isMap, type ConstantValue } from '../values.ts';
import type { Budget } from '../evaluate.ts';
import { asIs, oneLayer, type Context, type Form, type Parameter, type RegionForm, type ValueForm } from './form.ts';
import { batchNormalization } from './layered.ts';
import { byRole, epsilonsOf, isParameter, isTrained, parameterOf, vector, vectorsOf } from './parameters.ts';

/** A factor that is a parameter: `scale` with `trained`. */
export const trainedScale: ValueForm = (value) => {
  if (value.op !== 'Mul') return undefined;
  const [a, b] = value.inputs;
  const [x, factor] = a?.kind === 'constant' ? [b, a] : [a, b];
  if (factor?.kind !== 'constant' || factor.tensor.data.length !== 1 || !isTrained(factor)) return undefined;
  if (x?.kind !== 'computed' && x?.kind !== 'input') return undefined;
  const layer = scale(plainNumber(factor.tensor.data[0] ?? 1), { trained: true });
  return oneLayer(x, layer, [parameterOf('weight', factor, [1])]);
};

/** The slopes of what is below 0, one or a number for each channel. */
export const preluOperator: ValueForm = (value) => {
  const [x] = value.inputs;
  const slope = constantAt(value, 1);
  if (value.op !== 'PRelu' || !slope || (x?.kind !== 'computed' && x?.kind !== 'input')) return undefined;
  const channels = x.shape[1] ?? NaN;
  const count = slope.tensor.data.length;
  if (count === 1 && !isTrained(slope)) return undefined;
  if (count !== 1 && !isAlongChannels(slope.shape, x.shape))
    throw new RangeError('its slopes are not one for each channel');
  const layer = prelu(count === channels && count > 1 ? { perChannel: true } : {});
  return oneLayer(x, layer, [parameterOf('weight', slope, [count])]);
};

/** Whether a constant has one number for each channel of a map or row, and none for places. */
export const isAlongChannels = (own: Shape, of: Shape): boolean => {
  const aligned = [...of.map(() => 1), ...own].slice(-of.length);
  return own.length <= of.length && aligned.every((extent, axis) => extent === 1 || (axis === 1 && extent === of[1]));
};

/** a·x + b for each channel: a batch norm that was taken apart, or what prepares images. */
export const affine: RegionForm = (region, context) => {
  const { entry, exit } = region;
  if (!isElementwise(region) || String(entry.shape) !== String(exit.shape)) return undefined;
  if (
    !constantsOf(region).every(({ shape }) => shape.every((each) => each === 1) || isAlongChannels(shape, exit.shape))
  )
    return undefined;
  // A single number that was trained is a layer of its own; a norm of one channel has two at least.
  const numbers = constantsOf(region).filter((each) => each.tensor.data.length === 1 && isParameter(each));
  if (numbers.length > 0 && (exit.shape[1] !== 1 || numbers.length < 2)) return undefined;
  const line = lineOf(region, context.budget);
  if (!line) return undefined;
  const { factors, shifts } = line;
  if (factors.every((each) => each === 1) && shifts.every((each) => each === 0)) return asIs(entry);
  const channels = factors.length;
  const vectors = vectorsOf(region, channels);
  // What stands before the network, or is called as values are, was not trained.
  const isGiven = entry.kind === 'input' || vectors.every(({ name }) => name.startsWith('/'));
  const sign = Math.sign(factors[0] ?? 0);
  if (isGiven && !vectors.some(isParameter) && factors.every((each) => each * sign > 0)) {
    const normalized = normalize({
      mean: factors.map((factor, channel) => plainNumber((-sign * (shifts[channel] ?? 0)) / factor)),
      std: factors.map((factor) => plainNumber(sign / factor)),
    });
    const layers = sign < 0 ? [scale(-1), normalized] : [normalized];
    return { kind: 'layers', input: entry, layers: layers.map((layer) => ({ layer, parameters: [] })) };
  }
  return batchNormOf(region, factors, shifts, vectors, context);
};

/** The line that each channel is; undefined where it is none. */
function lineOf(
  region: Region,
  budget: Budget,
): { readonly factors: readonly number[]; readonly shifts: readonly number[] } | undefined {
  const { shape } = region.exit;
  const channels = shape[1] ?? 1;
  const xs = [0, 1, -3, 5];
  const probed = [xs.length, channels, ...shape.slice(2).map(() => 1)];
  const x = floats(
    probed,
    xs.flatMap((each) => Array.from({ length: channels }, () => each)),
  );
  const y = evaluateRegion(region, x, budget).data;
  const at = (index: number): number[] => [...y.subarray(index * channels, (index + 1) * channels)];
  const [shifts, ones] = [at(0), at(1)];
  const factors = ones.map((each, channel) => each - (shifts[channel] ?? 0));
  const isLine = [2, 3].every((index) =>
    isClose(
      at(index),
      factors.map((factor, channel) => factor * (xs[index] ?? 0) + (shifts[channel] ?? 0)),
    ),
  );
  return isLine && [...factors, ...shifts].every(Number.isFinite) ? { factors, shifts } : undefined;
}

const leaves = ['weight', 'bias', 'running_mean', 'running_var'];
/** 1/√(variance + ε) is 1 with these, to 1e-8. */
const plainEpsilon = 1e-5;

/** The batch norm that has a line in each channel: that of the file's own statistics, where it has them. */
function batchNormOf(
  region: Region,
  factors: readonly number[],
  shifts: readonly number[],
  vectors: readonly ConstantValue[],
  context: Context,
): Form {
  const own = byRole(vectors, leaves);
  const [weight, bias, mean, variance] = own ?? [];
  if (own && weight && bias && mean && variance)
    for (const epsilon of epsilonsOf(region)) {
      const at = (each: ConstantValue, channel: number): number => each.tensor.data[channel] ?? NaN;
      const slopes = factors.map((_, channel) => at(weight, channel) / Math.sqrt(at(variance, channel) + epsilon));
      const begins = slopes.map((slope, channel) => at(bias, channel) - at(mean, channel) * slope);
      if (!isClose(slopes, factors, 1e-5) || !isClose(begins, shifts, 1e-5)) continue;
      const parameters = own.map((each, index) => parameterOf(leaves[index] ?? '', each, [factors.length]));
      return oneLayer(region.entry, batchNorm({ epsilon: plainNumber(epsilon) }), parameters);
    }
  const exact = (leaf: string, values: readonly number[]): Parameter => {
    const [given] = byRole(vectors, [leaf]) ?? [];
    return given && isClose(given.tensor.data, values)
      ? parameterOf(leaf, given, [values.length])
      : vector(leaf, values);
  };
  const parameters = [exact('weight', factors), exact('bias', shifts)];
  const bare = bareNorm(region, context);
  if (bare) return bare(parameters);
  return oneLayer(region.entry, batchNorm(), [
    ...parameters,
    vector(
      'running_mean',
      factors.map(() => 0),
    ),
    vector(
      'running_var',
      factors.map(() => 1 - plainEpsilon),
    ),
  ]);
}

/** Of a batch norm without factors and shifts before a region, the one that has those: Caffe had a layer of its own for them. */
function bareNorm(
  { entry, nodes }: Region,
  { outputs, usersOf }: Context,
): ((own: readonly Parameter[]) => Form) | undefined {
  if (entry.kind !== 'computed' || entry.op !== 'BatchNormalization' || entry.output > 0) return undefined;
  const [x] = entry.inputs;
  if (!isMap(x) || outputs.includes(entry) || !usersOf(entry).every((user) => nodes.includes(user))) return undefined;
  const form = batchNormalization(entry, x);
  const [norm] = form.layers;
  const [weight, bias, ...statistics] = norm?.parameters ?? [];
  if (!norm || !weight?.tensor.data.every((each) => each === 1) || !bias?.tensor.data.every((each) => each === 0))
    return undefined;
  return (own) => ({ ...form, layers: [{ ...norm, parameters: [...own, ...statistics] }] });
}
