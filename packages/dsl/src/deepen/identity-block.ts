import type { Layer, ResidualLayer } from '../layer.ts';
import { copyOf } from '../layers/copy-of.ts';
import { join } from './join.ts';
import { keepsZero } from './keeps-zero.ts';
import { leavesOf } from './leaves-of.ts';

/** A block that begins as the identity, and the path within it of the layer that is zero for that. */
export interface IdentityBlock {
  readonly block: Layer;
  readonly zeroed: string;
}

/**
 * A block like this one beside the identity, without strides. Undefined where it is no identity: where no layer can make
 * its body 0, where it is gated, or ends with an activation that changes what has passed one; and where it shares layers.
 */
export function identityBlock(like: ResidualLayer): IdentityBlock | undefined {
  const zeroed = zeroedLayer(like.body, '');
  if (zeroed === undefined || like.gate || (like.activation && !isIdempotent(like.activation))) return undefined;
  // Its parameters may be named by another block.
  if (leavesOf(like, '', 1).some(({ layer }) => layer.kind === 'shared')) return undefined;
  const block = copyOf({ ...like, shortcut: undefined }, (leaf) =>
    'stride' in leaf ? { ...leaf, stride: [1, 1] } : leaf,
  );
  return { block, zeroed };
}

/** The last layer of a body that can make it 0: a norm by its γ and β (Goyal et al. 2017), a convolution by its filters. */
function zeroedLayer(layer: Layer, path: string): string | undefined {
  switch (layer.kind) {
    case 'conv':
    case 'dense':
    case 'batchNorm':
    case 'groupNorm':
    case 'filterResponseNorm':
    case 'evoNormS0':
      return path;
    case 'sequential': {
      for (const [name, child] of layer.children.toReversed()) {
        const found = zeroedLayer(child, join(path, name));
        if (found !== undefined || !keepsZero(child)) return found;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** Whether f(f(x)) = f(x). */
const isIdempotent = (layer: Layer): boolean =>
  layer.kind === 'sequential'
    ? layer.children.every(([, child]) => isIdempotent(child))
    : layer.kind === 'identity' || (layer.kind === 'activation' && ['relu', 'relu6'].includes(layer.activation));
