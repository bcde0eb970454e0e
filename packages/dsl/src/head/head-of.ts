import type { Layer } from '../layer.ts';
import { join } from '../deepen/join.ts';
import type { Network } from '../network-description.ts';

/** The layer that makes a network's classes of its features. */
export interface Head {
  /** Of the layer, such as `'fc'`; its parameters are `fc.weight` and `fc.bias`. */
  readonly path: string;
  /** Of the layer before it, whose value are the features, such as `'avgpool'`: to be named in `outputs`. */
  readonly features: string;
  /** Whether its parameters have a bias. */
  readonly bias: boolean;
}

interface Link {
  readonly path: string;
  readonly layer: Layer;
}

const inOrder = (layer: Layer, path: string): readonly Link[] =>
  layer.kind === 'sequential'
    ? layer.children.flatMap(([name, child]) => inOrder(child, join(path, name)))
    : [{ path, layer }];

/** What changes no value of one pixel, when it is not trained. */
const passing: readonly Layer['kind'][] = ['flatten', 'identity', 'dropout'];

/**
 * A network's head: its last layer, a dense one or a 1×1 convolution, as all networks of `resnet` have one.
 * @throws {TypeError} where the network ends otherwise.
 */
export function headOf({ body }: Network): Head {
  const [last, before] = inOrder(body, '')
    .toReversed()
    .filter(({ layer }) => !passing.includes(layer.kind));
  if (!last || !isClassifying(last.layer))
    throw new TypeError(
      `headOf: the network ends with ${last ? `${last.path || 'a layer'}, which is ${last.layer.kind}` : 'no layer'}; expected dense(classes), or conv(classes), a 1×1 convolution, as its last layer with parameters`,
    );
  if (!before) throw new TypeError(`headOf: there is no layer before ${last.path}, and so no features`);
  return { path: last.path, features: before.path, bias: last.layer.bias };
}

export type Classifying = Extract<Layer, { readonly kind: 'dense' | 'conv' }>;

export const isClassifying = (layer: Layer): layer is Classifying =>
  layer.kind === 'dense' || (layer.kind === 'conv' && layer.kernel.every((extent) => extent === 1));
