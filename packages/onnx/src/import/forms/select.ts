import { elementwise } from '../operators/broadcast.ts';
import { isMovement } from '../operators/index.ts';
import { evaluateNodes, isClose, isGlue, probe, probeShape } from '../region.ts';
import type { Budget } from '../evaluate.ts';
import { countOf, type Shape, type Tensor } from '../tensor.ts';
import { mapsOf, type ComputedValue, type MapValue } from '../values.ts';
import type { ValueForm } from './form.ts';
import { isRepeatable } from './joins.ts';

const sums = new Set(['Add', 'Sum', 'ReduceSum']);

/** A sum of products, each of a branch and of what is computed from the branches. */
interface Weighed {
  /** In the order in which they are added; one may be there twice. */
  readonly branches: readonly MapValue[];
  /** What the branches are multiplied by. */
  readonly factors: readonly MapValue[];
}

/** Behind what moves elements alone, as what stacks branches does; a value of the sum's shape is a branch. */
const stripped = (value: MapValue, sum: ComputedValue): readonly MapValue[] =>
  value.kind !== 'computed' || !isMovement(value.op) || isRepeatable(value, sum.shape)
    ? [value]
    : mapsOf(value).flatMap((input) => stripped(input, sum));

/** Undefined where it is something else. */
function weighedSum(sum: ComputedValue): Weighed | undefined {
  const branches: MapValue[] = [];
  const factors: MapValue[] = [];
  let left = mostNodes;
  const walk = (each: MapValue): boolean => {
    if (each.kind !== 'computed' || left-- === 0) return false;
    if (each.op !== 'Mul') return (sums.has(each.op) || isMovement(each.op)) && mapsOf(each).every(walk);
    const sides = mapsOf(each)
      .map((side) => ({ side, inner: stripped(side, sum) }))
      .toSorted((a, b) => latest(a.inner) - latest(b.inner));
    const [branch, factor] = sides;
    if (!branch || !factor) return false;
    branches.push(...branch.inner);
    factors.push(factor.side);
    return true;
  };
  return sums.has(sum.op) && walk(sum) ? { branches, factors } : undefined;
}

const mostNodes = 400;
const latest = (values: readonly MapValue[]): number => Math.max(...values.map(({ index }) => index));

/** What all factors are computed from, the last first: a softmax may be spelled by many operators. */
function* originsOf(factors: readonly MapValue[]): Generator<MapValue> {
  const waiting = new Set(factors);
  for (let left = mostNodes; waiting.size && left > 0; left--) {
    const last = [...waiting].reduce((a, b) => (a.index < b.index ? b : a));
    if (waiting.size === 1) yield last;
    if (!isGlue(last)) return;
    waiting.delete(last);
    for (const input of mapsOf(last)) waiting.add(input);
  }
}

/** The nodes between some values and one that is computed from nothing else; undefined where it is. */
function nodesBetween(from: ReadonlySet<MapValue>, to: ComputedValue): readonly ComputedValue[] | undefined {
  const nodes = new Set<ComputedValue>();
  const open: MapValue[] = [to];
  for (let each = open.pop(); each; each = open.pop()) {
    if (from.has(each) || nodes.has(each as ComputedValue)) continue;
    if (each.kind !== 'computed' || !isGlue(each) || nodes.size === mostNodes) return undefined;
    nodes.add(each);
    open.push(...mapsOf(each));
  }
  return [...nodes].sort((a, b) => a.index - b.index);
}

/** Branches weighed channel by channel by a softmax over them: selective kernels, split attention. */
export const selected: ValueForm = (value, { budget }) => {
  const [, channels = 0] = value.shape;
  const weighed = value.shape.length === 4 ? weighedSum(value) : undefined;
  const [first] = weighed?.branches ?? [];
  if (!weighed || !first) return undefined;
  const { branches } = weighed;
  const isParts = branches.length === 1;
  const count = isParts ? (first.shape[1] ?? 0) / channels : branches.length;
  const whole = value.shape.with(1, isParts ? count * channels : channels);
  if (count < 2 || !branches.every((branch) => isRepeatable(branch, whole))) return undefined;
  for (const weights of originsOf(weighed.factors)) {
    const [, values = 0, ...pixel] = weights.shape;
    if (values !== count * channels || pixel.some((each) => each !== 1)) continue;
    const nodes = nodesBetween(new Set([...branches, weights]), value);
    if (!nodes) continue;
    const given = new Map(
      [...new Set([...branches, weights])].map((each, index) => [each, probe(probeShape(each), index + 1)]),
    );
    const result = evaluateNodes(nodes, given, budget);
    const parts = partsOf(branches, given, count, probeShape(value));
    const numbers = given.get(weights);
    const groups = Array.from({ length: channels }, (_, index) => index + 1).find(
      (each) => channels % each === 0 && numbers && isClose(selection(parts, numbers, each), result.data),
    );
    const total = groups === undefined ? undefined : totalOf(branches, weights, parts, given, budget);
    if (total && groups !== undefined) return { kind: 'select', branches, count, total, weights, groups };
  }
  return undefined;
};

/** Each branch's numbers for a sum of that shape. */
function partsOf(
  branches: readonly MapValue[],
  given: ReadonlyMap<MapValue, Tensor>,
  count: number,
  shape: Shape,
): readonly Tensor[] {
  const tensors = branches.flatMap((each) => given.get(each) ?? []);
  const size = countOf(shape.slice(1));
  const [whole, ...others] = tensors;
  if (!whole || others.length)
    return tensors.map((tensor) => ({ ...tensor, shape, data: elementwise([tensor], shape, (x) => x) }));
  return Array.from({ length: count }, (_, part) => ({
    ...whole,
    shape,
    data: Float64Array.from(
      { length: countOf(shape) },
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
  branches: readonly MapValue[],
  weights: MapValue,
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
