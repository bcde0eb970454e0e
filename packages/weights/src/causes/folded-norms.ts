import { layerOf } from '../names/layers.ts';
import type { Cause } from './differences.ts';

/** Whoever folds batch norms into convolutions gives these biases. */
export const foldedNorms: Cause = ({ missing, unexpected, layers }) => {
  const gone = new Set(missing.map(({ name }) => layerOf(name)));
  const norms = layers.filter(({ kind, tensors }) => kind === 'norm' && tensors.length > 2);
  const biases = unexpected.filter(({ name }) => name.endsWith('.bias'));
  return norms.length > 0 && norms.every(({ path }) => gone.has(path)) && biases.length >= norms.length
    ? 'the file has no batch norms, but biases of convolutions: the norms were folded into them. Use the weights from before, or a network() of conv(…, { bias: true }) without batch norms'
    : undefined;
};
