import { type State, tensorsOf } from './state.ts';

const isShortcut = (name: string): boolean => /^(downsample|shortcut)\./.test(name);
export const isStatistic = (name: string): boolean => /(^|\.)running_(mean|var)$/.test(name);

/**
 * A state in which blocks are taken out: bodies of residual blocks have only zeros, from their first convolution on, so that
 * *F(x)* = 0 and the shortcut is left (Veit et al. 2016, §4.1). That holds of bodies that give 0 where all their filters, γ, β and
 * biases are 0, as those of all networks of `resnet` do. A pre-activation stays, since shortcuts that change the shape read it (He
 * et al. 2016, appendix).
 *
 * @param blocks paths of residual blocks, such as `'layer1.0'`; their layers are called as `resnet` calls them
 * @returns a state for `loadStateDict`; tensors that nothing changes are the same.
 * @throws {RangeError} for a path that nothing lies in.
 */
export const lesion = (state: State, blocks: readonly string[]): Record<string, Float32Array> => ({
  ...state,
  ...Object.fromEntries(
    blocks.flatMap((block) => {
      const tensors = [...tensorsOf(state, block)];
      const first = tensors.findIndex(([name]) => name.startsWith('conv'));
      return tensors
        .filter(([name], index) => index >= first && !isShortcut(name) && !isStatistic(name))
        .map(([name, values]) => [`${block}.${name}`, new Float32Array(values.length)]);
    }),
  ),
});
