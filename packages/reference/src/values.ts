/** A tensor in float64: row-major; activations are N×C×H×W, or N×C after a dense layer. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const elementsOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** Zeros, for one function to fill before it hands them on. */
export const zeros = (...shape: readonly number[]): Values => ({ shape, data: new Float64Array(elementsOf(shape)) });

/** The same tensor in float64. @throws {Error} where the data has another length than the shape. */
export function toValues({ shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }): Values {
  if (data.length !== elementsOf(shape)) {
    throw new Error(`${data.length} values for a tensor of ${shape.join('×')}, expected ${elementsOf(shape)}`);
  }
  return { shape, data: Float64Array.from(data) };
}

/** A state dict in float64. */
export const toState = (
  state: Iterable<readonly [string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }]>,
): ReadonlyMap<string, Values> => new Map(Array.from(state, ([name, tensor]) => [name, toValues(tensor)]));

/** Applies a function of channel and value; axis 1 is the channels. */
export function mapChannels({ shape, data }: Values, f: (value: number, channel: number) => number): Values {
  const channels = shape[1]!;
  const pixels = elementsOf(shape.slice(2));
  return { shape, data: data.map((value, index) => f(value, Math.floor(index / pixels) % channels)) };
}
