import { isIdentityView, strides, type BufferDeclaration, type Kernel, type View } from '@resnet-compile/ir';
import { accessOf, inputMap, padded, vector } from './access.ts';
import { deriveTrainingCore } from './derive-training-core.ts';
import type { Access } from './access.ts';
import type { CoreShape, KernelShape, StepShape } from './kernel-shape.ts';
import { mergedGroups } from './merged-groups.ts';
import type { Phase } from './phase.ts';

type Buffers = (id: string) => BufferDeclaration;

/** What a kernel's code depends on. @throws {Error} where a padded convolution reads a map without halo. */
export function deriveShape(kernel: Kernel, buffers: Buffers, phase?: Phase): KernelShape {
  const [channels, height, width] = kernel.shape;
  const stride = phase && 'stride' in kernel.core ? kernel.core.stride : ([1, 1] as const);
  const start = [phase?.y ?? 0, phase?.x ?? 0] as const;
  return {
    map: [Math.ceil((height - start[0]) / stride[0]), Math.ceil((width - start[1]) / stride[1])],
    channels,
    paddedChannels: padded(channels),
    core: deriveCore(kernel, buffers, phase),
    steps: kernel.epilogue.map((step): StepShape => {
      switch (step.op) {
        case 'bias':
        case 'affine':
        case 'normalize':
        case 'relu':
          return { op: step.op };
        case 'dropout': {
          if (step.per === 'image')
            return { op: 'dropout', access: { x: 0, y: 0, image: 1 }, start: 0, channelStride: 0, rate: step.rate };
          const access = { x: stride[1], y: stride[0] * width, image: channels * height * width };
          return {
            op: 'dropout',
            access,
            start: start[0] * width + start[1],
            channelStride: height * width,
            rate: step.rate,
          };
        }
        case 'add_normalized':
        case 'mask':
          return { op: step.op, access: accessOf(buffers(step.buffer), stride) };
        case 'add': {
          const [sy, sx] = step.view.stride;
          return {
            op: 'add',
            access: accessOf(buffers(step.buffer), [sy * stride[0], sx * stride[1]]),
            masked: isMasked(step.view),
          };
        }
        case 'store': {
          const buffer = buffers(step.buffer);
          return { op: 'store', access: accessOf(buffer, stride), sliced: buffer.shape[0] !== channels };
        }
      }
    }),
  };
}

export const isMasked = (view: View): boolean => view.before !== 0 || view.after !== 0;

const viewAccess = (buffer: BufferDeclaration, view: View): Access =>
  accessOf(buffer, isIdentityView(view) ? [1, 1] : view.stride);

function deriveCore(kernel: Kernel, buffers: Buffers, phase: Phase | undefined): CoreShape {
  const { name, core, shape, tile } = kernel;
  if (core.kind === 'vector' || core.kind === 'cross_entropy') throw new Error(`kernel ${name} runs on the host`);
  const input = buffers(core.input);
  const { pixel, row, image } = strides(input);
  switch (core.kind) {
    case 'convolution': {
      const halo = input.layout!.halo;
      if (core.padding.some((padding, axis) => padding > halo[axis]!)) {
        throw new Error(`kernel ${name}: a halo of ${halo.join('×')} for a padding of ${core.padding.join('×')}`);
      }
      if (tile?.winograd) return winogradCore(input, shape[0], tile.winograd, tile.block);
      const groups = mergedGroups(core.groups, shape[0], vector);
      const [kernelRows, kernelColumns] = core.kernel;
      const inGroup = input.shape[0] / groups;
      const joined = groups === 1;
      return {
        kind: 'convolution',
        access: accessOf(input, core.stride),
        kernelRows,
        rowStride: row * 4,
        pieces: joined ? 1 : kernelColumns,
        pieceStride: pixel * 4,
        run: joined ? kernelColumns * pixel : inGroup,
        groups,
        groupStride: inGroup * 4,
      };
    }
    case 'matrix_product':
      return {
        kind: 'convolution',
        access: { x: 0, y: 0, image: image * 4 },
        kernelRows: 1,
        rowStride: 0,
        pieces: 1,
        pieceStride: 0,
        run: pixel,
        groups: 1,
        groupStride: 0,
      };
    case 'max_pool':
    case 'average_pool':
      return {
        kind: core.kind,
        access: accessOf(input, core.stride),
        input: inputMap(input),
        kernel: core.kernel,
        stride: core.stride,
        padding: core.padding,
        countIncludePad: core.kind === 'average_pool' && core.countIncludePad,
      };
    case 'mean':
      return { kind: 'mean', access: { x: 0, y: 0, image: image * 4 }, input: inputMap(input) };
    case 'input_gradient':
      return derivePhase(kernel, input, phase!);
    case 'copy':
      return { kind: 'copy', access: viewAccess(input, core.view), masked: isMasked(core.view) };
    default:
      return deriveTrainingCore(kernel, buffers);
  }
}

const winogradCore = (input: BufferDeclaration, channels: number, outputs: 2 | 4, block: number): CoreShape => ({
  kind: 'winograd',
  access: accessOf(input, [1, 1]),
  input: inputMap(input),
  inChannels: strides(input).pixel,
  outputs,
  block,
  filters: padded(channels),
});

/** One phase of an input gradient: a convolution of dy from the filters' output to their input channels. */
function derivePhase({ core, shape, tile }: Kernel, dy: BufferDeclaration, { rows, columns }: Phase): CoreShape {
  if (tile?.winograd) return winogradCore(dy, shape[0], tile.winograd, tile.block);
  const { groups: originalGroups } = core as Extract<Kernel['core'], { kind: 'input_gradient' }>;
  const { pixel, row } = strides(dy);
  const groups = mergedGroups(originalGroups, shape[0], vector);
  const inGroup = dy.shape[0] / groups;
  const joined = groups === 1;
  return {
    kind: 'convolution',
    access: accessOf(dy, [1, 1]),
    kernelRows: rows.length,
    rowStride: row * 4,
    pieces: joined ? 1 : columns.length,
    pieceStride: pixel * 4,
    run: joined ? columns.length * pixel : inGroup,
    groups,
    groupStride: inGroup * 4,
  };
}
