import type { Layer } from '../layer.ts';
import { partsOf } from '../parts-of.ts';
import type { ModelFile } from './model-file.ts';

/** A tensor of a state, whatever its values are. */
interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * The state of a network as the network has it that its model file makes: under its names, and a classifier's weight in the
 * shape of a matrix or of a 1×1 convolution. Values are the same.
 *
 * @param state N tensors under the names of the network that `modelFile` was given
 * @returns as many, in their order
 */
export function stateInFile<Each extends Tensor>(state: Iterable<Each>, file: ModelFile): readonly Each[] {
  if (file.call === undefined) return [...state];
  const kinds = kindsOf(file.network.body, '');
  return Array.from(state, (tensor) => {
    const at = Math.max(tensor.name.lastIndexOf('.'), 0);
    const path = file.layerNames.get(tensor.name.slice(0, at));
    if (path === undefined) return tensor;
    const own = tensor.name.slice(at && at + 1);
    return { ...tensor, name: path ? `${path}.${own}` : own, shape: shapeIn(kinds.get(path), tensor.shape) };
  });
}

const shapeIn = (kind: Layer['kind'] | undefined, shape: readonly number[]): readonly number[] => {
  if (kind === 'dense' && shape.length === 4) return shape.slice(0, 2);
  return kind === 'conv' && shape.length === 2 ? [...shape, 1, 1] : shape;
};

const kindsOf = (layer: Layer, path: string): ReadonlyMap<string, Layer['kind']> =>
  new Map(
    partsOf(layer).flatMap(({ name, layer: inner }) => {
      const own = path && name ? `${path}.${name}` : path || (name ?? '');
      const leaf = inner.kind === 'conv' || inner.kind === 'dense' ? [[own, inner.kind] as const] : [];
      return [...leaf, ...kindsOf(inner, own)];
    }),
  );
