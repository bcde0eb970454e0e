import type { Layer, ResidualLayer } from '../layer.ts';
import { copyOf } from '../layers/copy-of.ts';

/** The same block behind itself: at stride 1, its shortcut the identity. */
export const behindItself = (block: ResidualLayer): Layer =>
  copyOf({ ...block, shortcut: undefined }, (leaf) => ('stride' in leaf ? { ...leaf, stride: [1, 1] } : leaf));

/** Keeps what another of it has given. */
const isIdempotent = (layer: Layer | undefined): boolean =>
  !layer ||
  layer.kind === 'identity' ||
  (layer.kind === 'activation' && (layer.activation === 'relu' || layer.activation === 'relu6')) ||
  (layer.kind === 'sequential' && layer.children.every(([, child]) => isIdempotent(child)));

/** Gives zeros for zeros; a gate, whatever the other branches give. */
const keepsZeros = (layer: Layer): boolean =>
  isIdempotent(layer) ||
  layer.kind === 'dropout' ||
  (layer.kind === 'activation' &&
    ['silu', 'gelu', 'gelu_tanh', 'hard_swish', 'mish', 'tanh'].includes(layer.activation)) ||
  (layer.kind === 'branches' && layer.join === 'product' && layer.children.some(([, child]) => keepsZeros(child)));

/** Layers that end with a scale and a shift, or with a sum of products. */
const ending: ReadonlySet<Layer['kind']> = new Set(['conv', 'dense', 'batchNorm', 'groupNorm']);

/**
 * The path, within its block, of the layer that is to be zero for the block to be an identity: the last batch norm or
 * convolution of the body. Undefined where nothing makes it one.
 */
export function pathOfEnd({ body, activation, gate }: ResidualLayer): string | undefined {
  return isIdempotent(activation) && !gate ? endOf(body, '') : undefined;
}

function endOf(layer: Layer, path: string): string | undefined {
  if (ending.has(layer.kind)) return path;
  if (layer.kind !== 'sequential') return undefined;
  const last = layer.children.findLast(([, child]) => !keepsZeros(child));
  return last && endOf(last[1], path ? `${path}.${last[0]}` : last[0]);
}
