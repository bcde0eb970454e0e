import type { ExpectedTensor } from '../expected-tensor.ts';
import type { Cause } from './differences.ts';

/** torch.nn.utils keeps what a weight is computed of in its place. */
const undone: readonly (readonly [pattern: RegExp, what: string, undo: string])[] = [
  [/\.\w+_mask$/, 'pruned', 'torch.nn.utils.prune.remove(module, "weight")'],
  [/\.parametrizations\.\w+\./, 'parametrised', 'torch.nn.utils.parametrize.remove_parametrizations(module, "weight")'],
  [/\.weight_g$/, 'normalised by weight norm', 'torch.nn.utils.remove_weight_norm(module)'],
  [/\.weight_[uv]$|\.weight_orig$/, 'normalised by their spectrum', 'torch.nn.utils.remove_spectral_norm(module)'],
];

export const parametrized: Cause = ({ unexpected }) => {
  const isOf = (pattern: RegExp) => (tensor: ExpectedTensor) => pattern.test(tensor.name);
  const found = undone.find(([pattern]) => unexpected.some(isOf(pattern)));
  return (
    found &&
    `weights of the file are ${found[1]}, what they are computed of stands in their place: call ${found[2]} for each such module, then save model.state_dict()`
  );
};
