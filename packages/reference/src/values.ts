/** A tensor in float64: row-major; activations are N×C×H×W, or N×C after a dense layer. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Of one axis; 1 where the tensor has fewer. */
export const extentOf = ({ shape }: Pick<Values, 'shape'>, axis: number): number => shape[axis] ?? 1;

export const elementsOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** Zeros, for one function to fill before it hands them on. */
export const zeros = (...shape: readonly number[]): Values => ({ shape, data: new Float64Array(elementsOf(shape)) });

/** The same tensor in float64. @throws {Error} where the data has another length than the shape. */
export function toValues({
  shape,
  data,
}: {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}): Values {
  if (data.length !== elementsOf(shape)) {
    throw new Error(`${data.length} values for a tensor of ${shape.join('×')}, expected ${elementsOf(shape)}`);
  }
  return { shape, data: Float64Array.from(data) };
}

/** A state dict in float64. */
export const toState = (
  state: Iterable<readonly [string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }]>,
): ReadonlyMap<string, Values> => new Map(Array.from(state, ([name, tensor]) => [name, toValues(tensor)]));

export const sumOf = (first: Values, second: Values): Values => ({
  shape: first.shape,
  data: first.data.map((value, index) => value + second.data[index]!),
});

/** The sum of all elements. */
export const total = ({ data }: Values): Values => ({
  shape: [1],
  data: Float64Array.of(data.reduce((a, b) => a + b, 0)),
});

/** Calls for every map of every image with its channel (axis 1) and where it begins and ends. */
export function eachMap({ shape, data }: Values, visit: (channel: number, from: number, to: number) => void): void {
  const channels = extentOf({ shape }, 1);
  const pixels = elementsOf(shape.slice(2));
  for (let plane = 0; plane * pixels < data.length; plane++)
    visit(plane % channels, plane * pixels, (plane + 1) * pixels);
}

/** Applies a function of value, channel and position. */
export function mapChannels(x: Values, f: (value: number, channel: number, index: number) => number): Values {
  const result = zeros(...x.shape);
  eachMap(x, (channel, from, to) => {
    for (let index = from; index < to; index++) result.data[index] = f(x.data[index]!, channel, index);
  });
  return result;
}

/** Applies a function to the elements of two tensors of one shape. */
export const zipValues = (f: (a: number, b: number) => number, a: Values, b: Values): Values => ({
  shape: a.shape,
  data: a.data.map((value, index) => f(value, b.data[index]!)),
});
