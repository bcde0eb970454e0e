import { anyBatch, forBatch } from './batch.ts';
import { evaluated, type Budget } from './evaluate.ts';
import { isNormalization, isPointwise, isReduction, operatorOf } from './operators/index.ts';
import { countOf, type Shape, type Tensor } from './tensor.ts';
import {
  callOf,
  constantAt,
  isConstant,
  isMap,
  mapsOf,
  type ComputedValue,
  type ConstantValue,
  type MapValue,
} from './values.ts';

/** What lies between two values: all ways from the exit down lead to the entry, or to constants. */
export interface Region {
  readonly entry: MapValue;
  readonly exit: ComputedValue;
  /** In the order of computation; the last is the exit. */
  readonly nodes: readonly ComputedValue[];
}

/** A region of more nodes is no form of a layer. */
const largest = 80;

/** Operators that are a layer, or a part of one that others do not look into. */
const layered = new Set(['AveragePool', 'BatchNormalization', 'Dropout', 'Gemm', 'MatMul', 'MaxPool']);

/** Whether a node may be a part of what a layer is made of. */
export const isGlue = (value: MapValue): value is ComputedValue =>
  value.kind === 'computed' &&
  !layered.has(value.op) &&
  operatorOf(value.op)?.evaluate !== undefined &&
  (value.op !== 'Conv' || isAlongOneAxis(value));

/** A convolution with one filter of one channel. */
export const isAlongOneAxis = (value: ComputedValue): boolean => {
  const [filters, channels, ...kernel] = constantAt(value, 1)?.shape ?? [];
  return filters === 1 && channels === 1 && kernel.filter((extent) => extent !== 1).length <= 1;
};

/** The regions that end with a value, the largest first. */
export function regionsOf(exit: ComputedValue): readonly Region[] {
  const regions: Region[] = [];
  const nodes: ComputedValue[] = [];
  const waiting = new Set<MapValue>([exit]);
  while (nodes.length < largest) {
    const last = [...waiting].reduce((a, b) => (a.index < b.index ? b : a));
    if (waiting.size === 1 && last !== exit) regions.push({ entry: last, exit, nodes: nodes.toReversed() });
    if (!isGlue(last) || last.inputs.some((input) => input?.kind === 'unknown')) break;
    waiting.delete(last);
    nodes.push(last);
    for (const input of mapsOf(last)) waiting.add(input);
    if (waiting.size === 0) break;
  }
  return regions.toReversed();
}

export const constantsOf = ({ nodes }: Pick<Region, 'nodes'>): readonly ConstantValue[] => [
  ...new Set(nodes.flatMap(({ inputs }) => inputs.filter(isConstant))),
];

/** The numbers of the file that a constant is, or is made of. */
export const sourcesIn = (constant: ConstantValue): readonly ConstantValue[] =>
  constant.of.length ? constant.of : [constant];

/** The numbers of the file that a region's constants are, or are made of. */
export const sourcesOf = (region: Pick<Region, 'nodes'>): readonly ConstantValue[] => [
  ...new Set(constantsOf(region).flatMap(sourcesIn)),
];

export const isElementwise = ({ nodes }: Region): boolean => nodes.every(({ op }) => isPointwise(op));

/** What a region's exit is for numbers at some of its values. @throws {RangeError} where they do not fit. */
export function evaluateNodes(
  nodes: readonly ComputedValue[],
  given: ReadonlyMap<MapValue, Tensor>,
  budget: Budget,
  resized: (constant: Tensor) => Tensor = (constant) => constant,
): Tensor {
  const images = [...given.values()][0]?.shape[0] ?? 1;
  const known = new Map<MapValue, Tensor>(given);
  let last: Tensor | undefined;
  for (const node of nodes) {
    const inputs = node.inputs.map((input) =>
      isConstant(input) ? resized(forBatch(input.tensor, images)) : isMap(input) ? known.get(input) : undefined,
    );
    last = evaluated(node.op, callOf(node), inputs, budget);
    known.set(node, last);
  }
  if (!last) throw new RangeError('nothing is computed');
  return last;
}

export const evaluateRegion = ({ entry, nodes }: Region, x: Tensor, budget: Budget): Tensor =>
  evaluateNodes(nodes, new Map([[entry, x]]), budget);

/** A value's shape for as many images as try out what is made of it: two where any number may be. */
export const probeShape = ({ shape }: { readonly shape: Shape }): Shape =>
  shape.map((extent) => (extent % anyBatch === 0 && extent > 0 ? (extent / anyBatch) * 2 : extent));

/** More elements than any map of a network are not tried out. */
const mostElements = 2 ** 24;

/**
 * Numbers to try out with: none is 0, no two are alike, no two rows have anything in common.
 * @throws {RangeError} where they would be too many
 */
export function probe(shape: Shape, seed = 12345): Tensor {
  const count = countOf(shape);
  if (count > mostElements) throw new RangeError(`${shape.join('×')} is too large to be tried out`);
  let state = seed;
  const data = Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 4 - 1.7;
  });
  return { shape, data, isInteger: false };
}

/**
 * Images that are tried out, and what becomes of them: so many at least, however many the file has in a batch. Where nothing
 * in the region looks at places, small maps are.
 */
export function tryImages(region: Region, least: number, budget: Budget): { readonly x: Tensor; readonly y: Tensor } {
  const shape = probeShape(region.entry);
  const [batch = 1, channels = 1, ...map] = shape;
  const run = (
    size: readonly number[],
    resized?: (constant: Tensor) => Tensor,
  ): { readonly x: Tensor; readonly y: Tensor } => {
    const xs = Array.from({ length: Math.max(2, Math.ceil(least / batch)) }, (_, index) => {
      const x = probe(size, 12345 + index * 7919);
      const scale = scales[index % scales.length] ?? 1;
      return scale === 1 ? x : { ...x, data: x.data.map((each) => each * scale) };
    });
    const ys = xs.map((x) => evaluateNodes(region.nodes, new Map([[region.entry, x]]), budget, resized));
    return { x: stacked(xs), y: stacked(ys) };
  };
  if (countOf(map) <= countOf(smallMap) || map.length !== 2 || !region.nodes.every(({ op }) => isPlaceless(op)))
    return run(shape);
  try {
    return run([batch, channels, ...smallMap], (constant) => withMap(constant, map));
  } catch (error) {
    if (error instanceof RangeError) return run(shape);
    throw error;
  }
}

/** Means of both signs; of faint images, the variance is no more than some ε. */
const scales = [1, -0.01, -0.1, 0.3];
/** Sides that are none of a map's, and no number of its channels. */
const smallMap = [3, 5];

/** Operators that do the same at each place of a map, or take all places together. */
const isPlaceless = (op: string): boolean =>
  isPointwise(op) || isReduction(op) || isNormalization(op) || reshaping.has(op);
const reshaping = new Set(['Expand', 'Flatten', 'Reshape', 'Squeeze', 'Transpose', 'Unsqueeze']);

/** A shape that ends with the sides of a map, or with its number of pixels, for a small map. */
function withMap(constant: Tensor, map: readonly number[]): Tensor {
  const { data, isInteger } = constant;
  if (!isInteger || data.length < 2) return constant;
  const last = [...data];
  if (String(last.slice(-2)) === String(map))
    return { ...constant, data: Float64Array.from([...last.slice(0, -2), ...smallMap]) };
  return last.at(-1) === countOf(map)
    ? { ...constant, data: Float64Array.from([...last.slice(0, -1), countOf(smallMap)]) }
    : constant;
}

function stacked(tensors: readonly Tensor[]): Tensor {
  const [{ shape, isInteger } = { shape: [0], isInteger: false }] = tensors;
  const data = new Float64Array(tensors.reduce((sum, each) => sum + each.data.length, 0));
  tensors.forEach((each, index) => data.set(each.data, index * each.data.length));
  return { shape: shape.with(0, (shape[0] ?? 1) * tensors.length), data, isInteger };
}

/** Whether numbers are equal but for rounding, on the scale of the largest of them. */
export function isClose(a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-6): boolean {
  if (a.length !== b.length) return false;
  let largestOf = 1e-30;
  for (let index = 0; index < a.length; index++) largestOf = Math.max(largestOf, Math.abs(b[index] ?? NaN));
  for (let index = 0; index < a.length; index++) {
    const [x = NaN, y = NaN] = [a[index], b[index]];
    if (!(Math.abs(x - y) <= tolerance * largestOf)) return false;
  }
  return true;
}
