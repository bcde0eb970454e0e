import type { Layer, Pair, Sides } from '../layer.ts';
import type { InputShape } from '../network-description.ts';
import type { Group, Node } from './canonical.ts';

/** Of what enters a layer; what is not seen is undefined. */
interface Shape {
  readonly channels: number | undefined;
  readonly size: Pair | undefined;
}

/**
 * Nodes whose keys say what is computed on maps of this shape: padding as it comes out, no rounding up where there is nothing
 * to round, as many groups of one channel as there are channels. Files say it in one way or the other.
 */
export const inShape = (nodes: readonly Node[], [channels, height, width]: InputShape): readonly Node[] =>
  passed(nodes, { channels, size: [height, width] }).nodes;

function passed(nodes: readonly Node[], entering: Shape): { readonly nodes: readonly Node[]; readonly shape: Shape } {
  let shape = entering;
  const all = nodes.map((node): Node => {
    if (node.node === 'group') {
      const made = passedGroup(node, shape);
      shape = made.shape;
      return made.group;
    }
    const window = shape.size && windowOf(node.layer, shape.size);
    const before = shape;
    shape = {
      channels: channelsBehind(node.layer, before.channels),
      size: window ? window.size : sizeBehind(node.layer, before.size),
    };
    const { layer } = node;
    if (layer.kind === 'groupNorm' && layer.groups === 'channels' && before.channels !== undefined)
      return { ...node, key: changed(node.key, { groups: before.channels }) };
    if (!window) return node;
    const { padding, ceilMode } = window;
    return { ...node, key: changed(node.key, layer.kind === 'conv' ? { padding } : { padding, ceilMode }) };
  });
  return { nodes: all, shape };
}

/** A window of one pixel has no padding in its key. */
const changed = (key: string, by: Readonly<Record<string, unknown>>): string => {
  const own = JSON.parse(key) as Readonly<Record<string, unknown>>;
  return JSON.stringify(own['kind'] === 'subsample' ? own : { ...own, ...by });
};

/** Branches that read parts, and what stands side by side, are of channels that are not seen. */
function passedGroup(group: Group, entering: Shape): { readonly group: Group; readonly shape: Shape } {
  const isOfParts = group.key.startsWith('split') || /"parts"|"cascade"/.test(group.key);
  const lists = group.lists.map((list) => passed(list, isOfParts ? { ...entering, channels: undefined } : entering));
  const isAdded = group.key.startsWith('residual') || /"sum"|"product"|"select"/.test(group.key);
  // A gate's residual has its pre-activation first.
  const first = lists[group.key.startsWith('residual ') ? 1 : 0];
  const channels = isAdded ? first?.shape.channels : undefined;
  const isProduct = group.key.includes('"product"');
  return {
    group: { ...group, lists: lists.map(({ nodes }) => nodes) },
    // Of a product, one side may be a pixel.
    shape: { channels: isProduct ? entering.channels : channels, size: isProduct ? entering.size : first?.shape.size },
  };
}

function channelsBehind(layer: Layer, channels: number | undefined): number | undefined {
  switch (layer.kind) {
    case 'conv':
      return layer.channels;
    case 'dense':
      return layer.features;
    case 'padChannels':
      return channels && channels + layer.before + layer.after;
    case 'shared':
      return undefined;
    default:
      return channels;
  }
}

function sizeBehind(layer: Layer, size: Pair | undefined): Pair | undefined {
  switch (layer.kind) {
    case 'globalAveragePool':
      return [1, 1];
    case 'subsample':
    case 'blur':
      return size && [Math.ceil(size[0] / layer.stride[0]), Math.ceil(size[1] / layer.stride[1])];
    case 'pad': {
      const [top, right, bottom, left] = layer.sides;
      return size && [size[0] + top + bottom, size[1] + left + right];
    }
    case 'shared':
      return undefined;
    default:
      return size;
  }
}

interface Window {
  readonly padding: Sides;
  readonly ceilMode: boolean;
  readonly size: Pair;
}

/** The windows of a convolution or a pool on maps of a size. */
function windowOf(layer: Layer, size: Pair): Window | undefined {
  if (layer.kind !== 'conv' && layer.kind !== 'maxPool' && layer.kind !== 'averagePool') return undefined;
  const ceilMode = layer.kind !== 'conv' && layer.ceilMode;
  const [vertical, horizontal] = ([0, 1] as const).map((axis) => {
    const extent = (layer.kernel[axis] - 1) * (layer.kind === 'conv' ? layer.dilation[axis] : 1) + 1;
    const stride = layer.stride[axis];
    const missing = Math.max((Math.ceil(size[axis] / stride) - 1) * stride + extent - size[axis], 0);
    const [before, behind] =
      layer.padding === 'same'
        ? [Math.floor(missing / 2), Math.ceil(missing / 2)]
        : axis === 0
          ? [layer.padding[0], layer.padding[2]]
          : [layer.padding[3], layer.padding[1]];
    const steps = (size[axis] + before + behind - extent) / stride;
    // A window that would begin behind the map is none.
    const last = Math.ceil(steps) * stride >= size[axis] + before ? Math.floor(steps) : Math.ceil(steps);
    return { before, behind, floor: Math.floor(steps) + 1, ceil: last + 1 };
  }) as [Axis, Axis];
  const isRounded = ceilMode && (vertical.floor !== vertical.ceil || horizontal.floor !== horizontal.ceil);
  return {
    padding: [vertical.before, horizontal.behind, vertical.behind, horizontal.before],
    ceilMode: isRounded,
    size: isRounded ? [vertical.ceil, horizontal.ceil] : [vertical.floor, horizontal.floor],
  };
}

interface Axis {
  readonly before: number;
  readonly behind: number;
  readonly floor: number;
  readonly ceil: number;
}
