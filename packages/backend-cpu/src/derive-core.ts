import { strides, type BufferDeclaration, type Tile } from '@resnet-compile/ir';
import { accessOf, byImage, inputMap, padded, vector } from './access.ts';
import type { CoreShape, CoreShapeOf, ReadShape } from './kernel-shape.ts';
import { mergedGroups } from './merged-groups.ts';
import type { Phase } from './phase.ts';
import { readShape } from './read-shape.ts';
import type { CompiledKernel } from './supports.ts';

/** What the code of a core depends on. Windows read their padding from the halo. */
export function deriveCore(
  kernel: CompiledKernel,
  buffers: (id: string) => BufferDeclaration,
  phase: Phase | undefined,
): CoreShape {
  const { core, shape, tile } = kernel;
  const declared = core.reads.map(({ buffer }) => buffers(buffer));
  const operands = { tensors: core.tensors.length, results: core.results.length } as const;
  const [first] = declared as [BufferDeclaration];
  const reads = (...accesses: readonly [ReadShape['access'], ...ReadShape['access'][]]) =>
    ({
      reads: accesses.map((access) => ({ access })) as unknown as CoreShape['reads'],
      ...operands,
    }) as const;
  switch (core.kind) {
    case 'convolution': {
      const { kernel: window, stride, groups } = core.attributes;
      if (tile?.winograd) return winograd(first, shape[0], tile, tile.winograd);
      return { ...reads(accessOf(first, stride)), ...taps(first, shape[0], groups, window[0], window[1]) };
    }
    // One phase of an input gradient: a convolution of dy from the filters' output to their input channels.
    case 'input_gradient': {
      if (tile?.winograd) return winograd(first, shape[0], tile, tile.winograd);
      const { rows, columns } = phase!;
      return {
        ...reads(accessOf(first, [1, 1])),
        ...taps(first, shape[0], core.attributes.groups, rows.length, columns.length),
      };
    }
    case 'matrix_product': {
      const { pixel } = strides(first);
      const once = { kernelRows: 1, rowStride: 0, pieces: 1, pieceStride: 0, groups: 1, groupStride: 0 };
      return { kind: 'convolution', ...reads(byImage(first)), ...once, run: pixel };
    }
    case 'max_pool':
    case 'average_pool': {
      const { attributes } = core;
      return {
        kind: core.kind,
        ...reads(accessOf(first, attributes.stride)),
        input: inputMap(first),
        ...attributes,
      } as CoreShape;
    }
    case 'mean':
      return { kind: 'mean', ...reads(byImage(first)), input: inputMap(first) };
    case 'copy':
      return { kind: 'copy', reads: [readShape(core.reads[0], buffers)], ...operands };
    case 'filter_gradient': {
      const { kernel: window, stride, groups } = core.attributes;
      const [, x] = declared as [BufferDeclaration, BufferDeclaration];
      const { pixel, row } = strides(x);
      const merged = mergedGroups(groups, first.shape[0], vector);
      const joined = merged === 1;
      return {
        kind: 'filter_gradient',
        ...reads(accessOf(first, [1, 1]), accessOf(x, stride)),
        kernel: joined ? [window[0], 1] : window,
        tapStride: [row * 4, pixel * 4],
        groups: merged,
        outChannels: padded(first.shape[0] / merged),
        inChannels: joined ? window[1] * pixel : x.shape[0] / merged,
      };
    }
    case 'channel_statistics':
      return { kind: core.kind, ...reads(accessOf(first, [1, 1])) };
    case 'channel_sums':
      return {
        kind: core.kind,
        reads: core.reads.map((read) => readShape(read, buffers)) as unknown as CoreShape['reads'],
        ...operands,
        of: core.attributes.of,
      };
    case 'max_pool_gradient': {
      const [, x] = declared as [BufferDeclaration, BufferDeclaration];
      const maps = { input: inputMap(first), source: inputMap(x) };
      return { kind: core.kind, ...reads(byImage(first), accessOf(x, [1, 1])), ...maps, ...core.attributes };
    }
    case 'average_pool_gradient':
      return { kind: core.kind, ...reads(byImage(first)), input: inputMap(first), ...core.attributes };
    case 'spread':
      return { kind: 'spread', ...reads(byImage(first)), factor: 1 / (shape[1] * shape[2]) };
    case 'upsample':
      return { kind: 'upsample', ...reads(byImage(first)), input: inputMap(first), stride: core.attributes.stride };
  }
}

/** The taps of a convolution, over the channels of each group; columns are joined where no groups lie between. */
function taps(
  input: BufferDeclaration,
  outChannels: number,
  originalGroups: number,
  rows: number,
  columns: number,
): Omit<CoreShapeOf<'convolution'>, 'reads' | 'tensors' | 'results'> {
  const { pixel, row } = strides(input);
  const groups = mergedGroups(originalGroups, outChannels, vector);
  const inGroup = input.shape[0] / groups;
  const joined = groups === 1;
  return {
    kind: 'convolution',
    kernelRows: rows,
    rowStride: row * 4,
    pieces: joined ? 1 : columns,
    pieceStride: pixel * 4,
    run: joined ? columns * pixel : inGroup,
    groups,
    groupStride: inGroup * 4,
  };
}

const winograd = (input: BufferDeclaration, channels: number, { block }: Tile, outputs: 2 | 4): CoreShape => ({
  kind: 'winograd',
  reads: [{ access: accessOf(input, [1, 1]) }],
  tensors: 1,
  results: 0,
  input: inputMap(input),
  inChannels: strides(input).pixel,
  outputs,
  block,
  filters: padded(channels),
});
