import { found } from '@resnet-compile/ir';
import { fillState, images, type FilledTensor } from './fill.ts';

/** Images with NaN and infinities: at the first place, the last, in the middle, everywhere. */
export function specialImages(
  input: readonly number[],
): readonly { readonly name: string; readonly images: FilledTensor }[] {
  const size = input.reduce((product, extent) => product * extent, 1);
  const places = [[0], [size - 1], [Math.floor(size / 2)], Array.from({ length: size }, (_, place) => place)];
  return [NaN, Infinity, -Infinity].flatMap((special) =>
    places.map((chosen, index) => {
      const given = images(index, [1, ...input]);
      for (const place of chosen) given.data[place] = special;
      return { name: `${special} at ${chosen.length === 1 ? `place ${chosen[0]}` : 'every place'}`, images: given };
    }),
  );
}

/** States with a NaN or an infinity at the first place of each parameter and running statistic, in turn. */
export const specialStates = (
  parameters: readonly { readonly name: string; readonly shape: readonly number[] }[],
): readonly { readonly name: string; readonly state: Map<string, FilledTensor> }[] =>
  parameters.flatMap(({ name }) =>
    [NaN, Infinity, -Infinity].map((special) => {
      const state = fillState(parameters);
      found(state, name).data[0] = special;
      return { name: `${special} in ${name}`, state };
    }),
  );

/**
 * Where a result hides what is no number, or infinite: a NaN of the reference has to be one, and in place of an infinity there
 * may be nothing finite. `exact`: where nothing is computed, all are equal.
 */
export const hiddenPlaces = (found: Float32Array, expected: ArrayLike<number>, exact: boolean): readonly number[] =>
  [...found.keys()].filter((at) => {
    const wanted = expected[at]!;
    if (exact) return !Object.is(found[at], Math.fround(wanted));
    return Number.isNaN(wanted) ? !Number.isNaN(found[at]) : !Number.isFinite(wanted) && Number.isFinite(found[at]);
  });

/** Where a result is no number, or infinite, though the reference is finite there: what was multiplied by zero, as of foreign groups. */
export const leakedPlaces = (found: Float32Array, expected: ArrayLike<number>): readonly number[] =>
  [...found.keys()].filter((at) => Number.isFinite(expected[at]) && !Number.isFinite(found[at]));
