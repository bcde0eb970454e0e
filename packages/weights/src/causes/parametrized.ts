import type { Cause } from './differences.ts';
import { onlyHead } from './only-head.ts';

/** torch.nn.utils keeps what a weight is computed of in its place. */
const undone: readonly (readonly [pattern: RegExp, what: string, undo: string])[] = [
  [/\.\w+_mask$/, 'pruned', 'torch.nn.utils.prune.remove(module, "weight")'],
  [/\.parametrizations\.\w+\./, 'parametrised', 'torch.nn.utils.parametrize.remove_parametrizations(module, "weight")'],
  [/\.weight_g$/, 'normalised by weight norm', 'torch.nn.utils.remove_weight_norm(module)'],
  [/\.weight_[uv]$|\.weight_orig$/, 'normalised by their spectrum', 'torch.nn.utils.remove_spectral_norm(module)'],
];

/** Pruned, normalised or otherwise computed weights, in the place of some that are missing. */
export const parametrized: Cause = (differences) => {
  const { missing, unexpected } = differences;
  const head = onlyHead(differences);
  const isInPlace = (name: string): boolean => (head === undefined ? missing.length > 0 : name.includes(head));
  const found = undone.find(([pattern]) => unexpected.some(({ name }) => pattern.test(name) && isInPlace(name)));
  return (
    found &&
    `weights of the file are ${found[1]}, what they are computed of stands in their place: call ${found[2]} for each such module, then save model.state_dict()`
  );
};
