import {
  isEvenlyCounted,
  itemOf,
  leading,
  strides,
  type AveragePoolAttributes,
  type BufferDeclaration,
  type CoreOf,
  type Each,
  type Kernel,
  type MapShape,
  type PadAttributes,
  type Pair,
  type Read,
  type Tile,
  type Window,
} from '@resnet-compile/ir';
import { accessOf, byImage, inputMap, padded, vector, type Access } from './access.ts';
import type { ByLane, CoreShape, CoreShapeOf, ReadShape } from './kernel-shape.ts';
import { sideBySide } from './lane-groups.ts';
import type { Phase } from './phase.ts';
import { readShape } from './read-shape.ts';
import type { CompiledKernel } from './supports.ts';

type Buffers = (id: string) => BufferDeclaration;
type WithoutCounts<Shape> = Shape extends CoreShape ? Omit<Shape, 'tensors' | 'results'> : never;
/** How many tensors it reads and computes, the core says. */
type Derived = WithoutCounts<CoreShape>;

type Kind = CompiledKernel['core']['kind'];
interface Given<Own extends Kind> extends Pick<Kernel, 'shape' | 'tile'> {
  readonly core: CoreOf<Own>;
  /** What the core reads. */
  readonly read: Each<CoreOf<Own>['reads'], BufferDeclaration>;
  readonly buffers: Buffers;
  readonly phase: Phase | undefined;
}

const readAt = (access: Access): ReadShape => ({ access });
/** The verifier has seen that there is one at least. */
const readShapes = (reads: readonly Read[], buffers: Buffers): CoreShape['reads'] =>
  reads.map((read) => readShape(read, buffers)) as readonly ReadShape[] as CoreShape['reads'];

/** What the code of each core depends on. Windows read their padding from the halo. */
const derivations: { readonly [Own in Kind]: (given: Given<Own>) => Derived } = {
  convolution: ({ core: { attributes }, read: [x], shape: [channels], tile }) => {
    const { kernel: window, stride, dilation, groups } = attributes;
    if (tile?.winograd) return winograd(x, channels, tile, tile.winograd);
    return { reads: [readAt(accessOf(x, stride))], ...taps(x, channels, groups, window, dilation) };
  },
  // One phase: a convolution of dy from the filters' output to their input channels.
  input_gradient: ({ core: { attributes }, read: [dy], shape: [channels], tile, phase }) => {
    if (tile?.winograd) return winograd(dy, channels, tile, tile.winograd);
    const window = phase ? ([phase.rows.length, phase.columns.length] as const) : attributes.kernel;
    const spacing = phase?.spacing ?? attributes.dilation;
    return { reads: [readAt(accessOf(dy, [1, 1]))], ...taps(dy, channels, attributes.groups, window, spacing) };
  },
  matrix_product: ({ read: [x] }) => {
    const once = { kernelRows: 1, rowStride: 0, pieces: 1, pieceStride: 0, groups: 1, groupStride: 0 };
    return { kind: 'convolution', reads: [readAt(byImage(x))], ...once, run: strides(x).pixel };
  },
  max_pool: ({ core: { kind, attributes }, read: [x] }) => ({
    kind,
    reads: [readAt(accessOf(x, attributes.stride))],
    input: inputMap(x),
    ...windowOf(attributes),
  }),
  average_pool: ({ core: { kind, attributes }, read: [x] }) => ({
    kind,
    reads: [readAt(accessOf(x, attributes.stride))],
    input: inputMap(x),
    ...averageOf(attributes, x.shape),
  }),
  mean: ({ core: { kind, reads, attributes }, read, buffers }) => {
    const [, ...size] = itemOf(read, 0).shape;
    return { kind, reads: readShapes(reads, buffers), of: [attributes.of], size };
  },
  group_mean: ({ core: { kind, attributes }, read: [x], shape: [channels] }) => ({
    kind,
    reads: [readAt(byImage(x))],
    size: channels / attributes.groups,
  }),
  channel_convolution: ({ core: { kind, attributes }, read: [x] }) => ({
    kind,
    reads: [readAt(byImage(x))],
    ...attributes,
  }),
  channel_filter_gradient: ({ core: { kind, attributes }, read: [dy, x] }) => ({
    kind,
    reads: [readAt(byImage(dy)), readAt(byImage(x))],
    ...attributes,
  }),
  copy: ({ core: { kind, reads }, buffers }) => ({ kind, reads: [readShape(reads[0], buffers)] }),
  filter_gradient: ({ core: { kind, attributes }, read: [dy, x] }) => {
    const { kernel: window, stride, dilation, groups } = attributes;
    const [channels] = dy.shape;
    const reads = [readAt(accessOf(dy, [1, 1])), readAt(accessOf(x, stride))] as const;
    if (sideBySide(groups, channels, 2 * vector))
      return { kind: 'grouped_filter_gradient', reads, group: byLane(x, channels, groups, window, dilation) };
    const { pixel, row } = strides(x);
    const joined = groups === 1 && dilation[1] === 1;
    return {
      kind,
      reads,
      kernel: joined ? [window[0], 1] : window,
      tapStride: [dilation[0] * row * 4, dilation[1] * pixel * 4],
      groups,
      outChannels: padded(channels / groups),
      inChannels: (joined ? window[1] : 1) * (groups === 1 ? pixel : x.shape[0] / groups),
    };
  },
  pad: ({ core: { kind, attributes }, read: [x] }) => ({ kind, ...padOf(attributes, x) }),
  pad_gradient: ({ core: { kind, attributes }, read: [dy] }) => ({ kind, ...padOf(attributes, dy) }),
  channel_statistics: ({ core: { kind }, read: [x] }) => ({ kind, reads: [readAt(accessOf(x, [1, 1]))] }),
  channel_sums: ({ core: { kind, reads, attributes }, buffers }) => ({
    kind,
    reads: readShapes(reads, buffers),
    of: attributes.of,
  }),
  max_pool_gradient: ({ core: { kind, attributes }, read: [dy, x] }) => ({
    kind,
    reads: [readAt(byImage(dy)), readAt(accessOf(x, [1, 1]))],
    input: inputMap(dy),
    source: inputMap(x),
    ...windowOf(attributes),
  }),
  average_pool_gradient: ({ core: { kind, attributes }, read: [dy], shape }) => ({
    kind,
    reads: [readAt(byImage(dy))],
    input: inputMap(dy),
    ...averageOf(attributes, shape),
  }),
  spread: ({ core: { kind }, read: [dy], shape: [, height, width] }) => ({
    kind,
    reads: [readAt(byImage(dy))],
    factor: 1 / (height * width),
  }),
  upsample: ({ core: { kind, attributes }, read: [dy] }) => ({
    kind,
    reads: [readAt(byImage(dy))],
    input: inputMap(dy),
    stride: attributes.stride,
  }),
};

/** What the code of a kernel's core depends on; of an input gradient, of one of its phases. */
export function deriveCore(
  { core, shape, tile }: CompiledKernel,
  buffers: Buffers,
  phase: Phase | undefined,
): CoreShape {
  const read = core.reads.map(({ buffer }) => buffers(buffer));
  const derive = derivations[core.kind] as (given: object) => Derived;
  return {
    ...derive({ core, read, buffers, shape, tile, phase }),
    tensors: core.tensors.length,
    results: core.results.length,
  };
}

/** Of a pool: where its windows begin, and what lies behind them. */
const windowOf = ({ kernel, stride, padding }: Window) => ({ kernel, stride, padding: leading(padding) });

const averageOf = (attributes: AveragePoolAttributes, [, ...size]: MapShape) => ({
  ...windowOf(attributes),
  ...(isEvenlyCounted(size, attributes) ? {} : { counted: attributes.counted }),
});

const padOf = ({ sides, mode }: PadAttributes, read: BufferDeclaration) => ({
  reads: [readAt(byImage(read))] as const,
  input: inputMap(read),
  sides,
  reflects: mode === 'reflection',
});

type WithoutOperands<Kind extends CoreShape['kind']> = Omit<CoreShapeOf<Kind>, 'reads' | 'tensors' | 'results'>;

/** The taps of a convolution, over the channels of each group; columns are joined where nothing lies between. */
function taps(
  input: BufferDeclaration,
  outChannels: number,
  groups: number,
  [rows, columns]: Pair,
  [down, across]: Pair,
): WithoutOperands<'convolution'> | WithoutOperands<'grouped_convolution'> {
  if (sideBySide(groups, outChannels))
    return { kind: 'grouped_convolution', group: byLane(input, outChannels, groups, [rows, columns], [down, across]) };
  const { pixel, row } = strides(input);
  const inGroup = groups === 1 ? pixel : input.shape[0] / groups;
  const joined = groups === 1 && (across === 1 || columns === 1);
  return {
    kind: 'convolution',
    kernelRows: rows,
    rowStride: down * row * 4,
    pieces: joined ? 1 : columns,
    pieceStride: across * pixel * 4,
    run: joined ? columns * pixel : inGroup,
    groups,
    groupStride: (input.shape[0] / groups) * 4,
  };
}

/** Of what a window reads of a buffer, for so many results. */
function byLane(read: BufferDeclaration, results: number, groups: number, kernel: Pair, [down, across]: Pair): ByLane {
  const { pixel, row } = strides(read);
  return {
    kernel,
    tapStride: [down * row * 4, across * pixel * 4],
    reads: read.shape[0] / groups,
    results: results / groups,
  };
}

const winograd = (input: BufferDeclaration, channels: number, { block }: Tile, outputs: 2 | 4): Derived => ({
  kind: 'winograd',
  reads: [readAt(accessOf(input, [1, 1]))],
  input: inputMap(input),
  inChannels: strides(input).pixel,
  outputs,
  block,
  filters: padded(channels),
});
