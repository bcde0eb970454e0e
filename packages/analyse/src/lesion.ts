import { type State, tensorsOf } from './state.ts';

const isShortcut = (name: string): boolean => /^(downsample|shortcut)\./.test(name);
export const isStatistic = (name: string): boolean => /(^|\.)running_(mean|var)$/.test(name);

/**
 * A state in which blocks are taken out: what of a residual block is no shortcut has only zeros, so that *F(x)* = 0 and the shortcut is left
 * (Veit et al. 2016, §4.1). That holds of bodies that give 0 where all their filters, γ, β and biases are 0, as those of all networks
 * here do.
 *
 * @param blocks paths of residual blocks, such as `'layer1.0'`
 * @returns a state for `loadStateDict`; tensors that nothing changes are the same.
 * @throws {RangeError} for a path that nothing lies in.
 */
export const lesion = (state: State, blocks: readonly string[]): Record<string, Float32Array> => ({
  ...state,
  ...Object.fromEntries(
    blocks.flatMap((block) =>
      Array.from(tensorsOf(state, block), ([name, values]) => [
        `${block}.${name}`,
        isShortcut(name) || isStatistic(name) ? values : new Float32Array(values.length),
      ]),
    ),
  ),
});
