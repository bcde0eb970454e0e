import { groupNorm, instanceNorm, layerNorm } from '@resnet-compile/dsl';
import { isPointwise } from '../operators/index.ts';
import { normalized } from '../operators/normalizations.ts';
import { plainNumber } from '../plain-number.ts';
import { constantsOf, isClose, tryImages } from '../region.ts';
import { countOf, type Shape, type Tensor } from '../tensor.ts';
import type { ConstantValue } from '../values.ts';
import { oneLayer, type Form, type Parameter, type RegionForm } from './form.ts';
import { channelOf, groupsOf, leastImages, mayBeNorm } from './norm-regions.ts';
import { byRole, epsilonsOf, parameterOf, vector, vectorsOf } from './parameters.ts';

/** (x − μ)/√(σ² + ε) of groups of channels. */
function groupNormalized(x: Tensor, groups: number, epsilon: number): Float64Array {
  const [images = 1] = x.shape;
  const apart = { ...x, shape: [images, groups, countOf(x.shape) / images / groups] };
  return Float64Array.from(normalized(apart, [2], epsilon).data);
}

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
