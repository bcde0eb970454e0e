import type { ExpectedTensor } from '../expected-tensor.ts';

/** Tensors that share a name but for its last component. */
export interface NamedLayer {
  /** `layer1.0.conv1`; '' where names have one component. */
  readonly path: string;
  /** By the dimensions of its weight: 1, 2, or more. */
  readonly kind: 'norm' | 'linear' | 'conv' | 'other';
  readonly tensors: readonly (ExpectedTensor & { readonly part: string })[];
}

const kindOf = (weight: readonly number[] | undefined): NamedLayer['kind'] =>
  (['other', 'norm', 'linear', 'conv'] as const)[Math.min(weight?.length ?? 0, 3)] ?? 'other';

const partOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** The name of a tensor's layer: what stands before its last component. */
export const layerOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')));

/** Tensors by their layers; the order is that in which these begin. */
export function layersOf(tensors: Iterable<ExpectedTensor>): NamedLayer[] {
  const layers = new Map<string, (ExpectedTensor & { readonly part: string })[]>();
  for (const tensor of tensors) {
    const path = layerOf(tensor.name);
    const layer = layers.get(path) ?? [];
    layer.push({ ...tensor, part: partOf(tensor.name) });
    layers.set(path, layer);
  }
  return [...layers].map(([path, parts]) => ({
    path,
    kind: kindOf(parts.find(({ part }) => part === 'weight')?.shape),
    tensors: parts,
  }));
}

/** A tensor's name again. */
export const joined = (path: string, part: string): string => (path === '' ? part : `${path}.${part}`);
