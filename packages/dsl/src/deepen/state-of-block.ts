import type { IdentityBlock } from './identity-block.ts';
import type { Layer } from '../layer.ts';
import { outputChannels } from '../resnet/output-channels.ts';
import { join } from './join.ts';
import { leavesOf } from './leaves-of.ts';

/** Tensors by their names, as `stateDict()` gives them. */
export type StateDict = Readonly<Record<string, Float32Array>>;

/** A block of a stage, and where it stands. */
interface Placed {
  readonly block: Layer;
  readonly path: string;
  /** Channels that enter it. */
  readonly channels: number;
}

/**
 * The tensors of a block that begins as the identity: those of the block before it, and zeros at the end of its body. Filters
 * that read other channels than there repeat them.
 */
export function stateOfBlock(
  state: StateDict,
  before: Placed,
  { block, zeroed }: IdentityBlock,
  path: string,
): StateDict {
  const channels = outputChannels(before.block, before.channels);
  const known = new Map(leavesOf(before.block, before.path, before.channels).map((leaf) => [leaf.path, leaf]));
  const end = join(path, zeroed);
  return Object.fromEntries(
    leavesOf(block, path, channels).flatMap((leaf) => {
      const old = known.get(`${before.path}${leaf.path.slice(path.length)}`);
      if (!old) return [];
      return tensorsAt(state, old.path).map(([name, values]): readonly [string, Float32Array] => [
        `${leaf.path}.${name}`,
        leaf.path === end && !name.startsWith('running_')
          ? new Float32Array(values.length)
          : repeated(values, leaf.layer, name, old.channels, leaf.channels),
      ]);
    }),
  );
}

const tensorsAt = (state: StateDict, path: string): readonly (readonly [name: string, values: Float32Array])[] =>
  Object.entries(state).flatMap(([name, values]) => {
    const leaf = name.startsWith(`${path}.`) ? name.slice(path.length + 1) : '.';
    return leaf.includes('.') ? [] : [[leaf, values] as const];
  });

/** The same where as many channels enter; otherwise each row, which reads them, over again as far as it goes. */
function repeated(values: Float32Array, layer: Layer, name: string, from: number, to: number): Float32Array {
  const rows = rowsOf(layer, name, values.length === from);
  if (from === to || rows === undefined) return values.slice();
  const length = values.length / rows;
  const wanted = (length / from) * to;
  return Float32Array.from(
    { length: rows * wanted },
    (_, index) => values[Math.floor(index / wanted) * length + ((index % wanted) % length)] ?? 0,
  );
}

/** Rows of a tensor of which each has values for all channels that enter; undefined where none has. */
function rowsOf(layer: Layer, name: string, isPerChannel: boolean): number | undefined {
  if (layer.kind === 'conv') return name === 'weight' ? layer.channels : undefined;
  if (layer.kind === 'dense') return name === 'weight' ? layer.features : undefined;
  return isPerChannel && layer.kind !== 'channelConv' && layer.kind !== 'scale' ? 1 : undefined;
}
