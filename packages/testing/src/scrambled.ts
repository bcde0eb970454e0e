import {
  cascade,
  concatenate,
  identity,
  network,
  product,
  residual,
  select,
  sequential,
  split,
  sum,
  type BranchesLayer,
  type Children,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';

/**
 * A network as a file of operations has it: flat, under names that say nothing, without what computes nothing. It computes the same.
 *
 * @param change what has no layers within
 */
export function scrambled({ input, body }: Network, change: (leaf: Layer) => Layer = (leaf) => leaf): Network {
  let count = 0;
  const called = (): string => `x${count++}`;
  const record = (layers: readonly Layer[]): Readonly<Record<string, Layer>> =>
    Object.fromEntries(layers.map((layer) => [called(), layer]));
  const single = (layers: readonly Layer[]): Layer => {
    const [only, ...others] = layers;
    return only ? (others.length ? sequential(record(layers)) : only) : identity();
  };
  const branches = (children: Children): Readonly<Record<string, Layer>> =>
    record(children.map(([, child]) => single(flat(child))));
  const joined = (layer: BranchesLayer): Layer => {
    const told = layer.shares ? { shares: layer.shares } : {};
    if (layer.reads) return (layer.reads === 'cascade' ? cascade : split)(branches(layer.children), told);
    return { concatenate, product, sum }[layer.join](branches(layer.children));
  };
  const flat = (layer: Layer): readonly Layer[] => {
    switch (layer.kind) {
      case 'identity':
      case 'flatten':
        return [];
      case 'sequential':
        return layer.children.flatMap(([, child]) => flat(child));
      case 'residual': {
        const { preactivation, shortcut, activation, gate } = layer;
        const path = shortcut ? flat(shortcut) : [];
        const added = residual({
          ...(preactivation ? { preactivation: record(flat(preactivation)) } : {}),
          body: record(flat(layer.body)),
          ...(path.length ? { shortcut: record(path) } : {}),
          ...(gate ? { gate: { layers: record(flat(gate.layer)), of: gate.of } } : {}),
        });
        return [added, ...(activation ? flat(activation) : [])];
      }
      case 'branches':
        return [joined(layer)];
      case 'select':
        return [
          select({
            branches: branches(layer.children),
            weights: record(flat(layer.weights)),
            reads: layer.reads === 'parts' ? 'parts' : 'whole',
            groups: layer.groups,
            ...(layer.shares ? { shares: layer.shares } : {}),
          }),
        ];
      default:
        return [change(layer)];
    }
  };
  return network({ input }, record(flat(body)));
}
