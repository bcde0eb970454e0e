import { isMovement } from '../operators/index.ts';
import { evaluateNodes, isClose, isGlue, probe, probeShape } from '../region.ts';
import type { Budget } from '../evaluate.ts';
import type { Tensor } from '../tensor.ts';
import { mapsOf, type ComputedValue, type MapValue } from '../values.ts';
import type { ValueForm } from './form.ts';

const sums = new Set(['Add', 'Sum', 'ReduceSum']);

/** What a sum of products is made of: the nodes, the branches that are weighed, and what weighs them. */
interface Weighed {
  readonly nodes: readonly ComputedValue[];
  readonly branches: readonly MapValue[];
  readonly weights: MapValue;
}

/** Behind what moves elements alone. */
function stripped(value: MapValue, nodes: Set<ComputedValue>): readonly MapValue[] {
  if (value.kind !== 'computed' || !isMovement(value.op)) return [value];
  nodes.add(value);
  return mapsOf(value).flatMap((input) => stripped(input, nodes));
}

/** A sum of products, each of a branch and of what is computed from the branches; undefined where it is none. */
function weighedSum(value: ComputedValue): Weighed | undefined {
  const nodes = new Set<ComputedValue>();
  const branches = new Set<MapValue>();
  const cones = new Set<MapValue>();
  const walk = (each: MapValue): boolean => {
    if (each.kind !== 'computed' || nodes.size > 200) return false;
    if (each.op === 'Mul') {
      const sides = mapsOf(each).map((side) => stripped(side, nodes));
      const [a, b] = sides.toSorted((left, right) => latest(left) - latest(right));
      if (!a || !b || mapsOf(each).length !== 2) return false;
      nodes.add(each);
      a.forEach((branch) => branches.add(branch));
      b.forEach((weight) => cones.add(weight));
      return true;
    }
    if (!sums.has(each.op) && !isMovement(each.op)) return false;
    nodes.add(each);
    return mapsOf(each).every(walk);
  };
  if (!sums.has(value.op) || !walk(value)) return undefined;
  // What weighs is computed by whatever is no layer: a softmax, however it is spelled.
  const leaves = new Set<MapValue>();
  const open = [...cones];
  const seen = new Set<MapValue>(open);
  for (let each = open.pop(); each; each = open.pop()) {
    if (branches.has(each) || nodes.size > 400) return undefined;
    if (!isGlue(each)) {
      leaves.add(each);
      continue;
    }
    nodes.add(each);
    for (const input of mapsOf(each)) if (!seen.has(input)) open.push(input);
    mapsOf(each).forEach((input) => seen.add(input));
  }
  const [weights, ...others] = leaves;
  return weights && !others.length
    ? { nodes: [...nodes].sort((a, b) => a.index - b.index), branches: [...branches], weights }
    : undefined;
}

const latest = (values: readonly MapValue[]): number => Math.max(...values.map(({ index }) => index));

/** Branches weighed channel by channel by a softmax over them: selective kernels, split attention. */
export const selected: ValueForm = (value, { budget }) => {
  const [, channels = 0, height = 0, width = 0] = value.shape;
  if (value.shape.length !== 4) return undefined;
  const weighed = weighedSum(value);
  const [first] = weighed?.branches ?? [];
  if (!weighed || !first) return undefined;
  const isParts = weighed.branches.length === 1;
  const count = isParts ? (first.shape[1] ?? 0) / channels : weighed.branches.length;
  const [, values = 0, ...pixel] = weighed.weights.shape;
  const isFitting = weighed.branches.every(
    ({ shape }) => String(shape.slice(1)) === String([isParts ? count * channels : channels, height, width]),
  );
  if (!isFitting || count < 2 || values !== count * channels || pixel.some((each) => each !== 1)) return undefined;
  const given = new Map([...weighed.branches, weighed.weights].map((each) => [each, probe(probeShape(each))]));
  const result = evaluateNodes(weighed.nodes, given, budget);
  const parts = partsOf(weighed.branches, given, count, channels);
  const weights = given.get(weighed.weights);
  const groups = Array.from({ length: channels }, (_, index) => index + 1).find(
    (each) => channels % each === 0 && weights && isClose(selection(parts, weights, each), result.data),
  );
  const total = groups === undefined ? undefined : totalOf(weighed, parts, given, budget);
  return total && groups !== undefined
    ? { kind: 'select', branches: weighed.branches, count, total, weights: weighed.weights, groups }
    : undefined;
};

/** Each branch's numbers: of images, channels and pixels. */
function partsOf(
  branches: readonly MapValue[],
  given: ReadonlyMap<MapValue, Tensor>,
  count: number,
  channels: number,
): readonly Tensor[] {
  const tensors = branches.flatMap((each) => given.get(each) ?? []);
  const [whole] = tensors;
  if (!whole || tensors.length > 1) return tensors;
  const [images = 1, , height = 1, width = 1] = whole.shape;
  const size = channels * height * width;
  return Array.from({ length: count }, (_, part) => ({
    ...whole,
    shape: [images, channels, height, width],
    data: Float64Array.from(
      { length: images * size },
      (__, index) => whole.data[Math.floor(index / size) * count * size + part * size + (index % size)] ?? 0,
    ),
  }));
}

/** Σ softmax(w)ₖ·xₖ, with the weights as [groups][branches][channels of a group]. */
function selection(parts: readonly Tensor[], weights: Tensor, groups: number): Float64Array {
  const [{ shape: [, channels = 1, height = 1, width = 1] = [], data = new Float64Array() } = {}] = parts;
  const inGroup = channels / groups;
  return Float64Array.from(data, (_, index) => {
    const place = Math.floor(index / (height * width));
    const [image, channel] = [Math.floor(place / channels), place % channels];
    const of = (branch: number): number =>
      Math.exp(
        weights.data[
          image * channels * parts.length +
            (Math.floor(channel / inGroup) * parts.length + branch) * inGroup +
            (channel % inGroup)
        ] ?? 0,
      );
    const powers = parts.map((__, branch) => of(branch));
    const all = powers.reduce((a, b) => a + b);
    return parts.reduce((sum, part, branch) => sum + ((part.data[index] ?? 0) * (powers[branch] ?? 0)) / all, 0);
  });
}

/** The sum of the branches among what the weights are made of. */
function totalOf(
  { branches, weights }: Weighed,
  parts: readonly Tensor[],
  given: ReadonlyMap<MapValue, Tensor>,
  budget: Budget,
): MapValue | undefined {
  const lowest = Math.min(...branches.map(({ index }) => index));
  const open: MapValue[] = [weights];
  const seen = new Set(open);
  for (let each = open.pop(); each; each = open.pop()) {
    if (each.kind === 'computed' && sums.has(each.op) && isTotal(each)) return each;
    for (const input of mapsOf(each))
      if (input.index > lowest && !seen.has(input)) {
        seen.add(input);
        open.push(input);
      }
  }
  return undefined;

  function isTotal(sum: ComputedValue): boolean {
    const nodes = new Set<ComputedValue>();
    const walk = (value: MapValue): boolean => {
      if (branches.includes(value)) return true;
      if (value.kind !== 'computed' || (!sums.has(value.op) && !isMovement(value.op)) || nodes.size > 200) return false;
      nodes.add(value);
      return mapsOf(value).every(walk);
    };
    if (sum.shape.length !== 4 || !walk(sum)) return false;
    const added = evaluateNodes(
      [...nodes].sort((a, b) => a.index - b.index),
      given,
      budget,
    );
    const all = Float64Array.from(added.data, (_, index) =>
      parts.reduce((total, part) => total + (part.data[index] ?? 0), 0),
    );
    return isClose(added.data, all);
  }
}
