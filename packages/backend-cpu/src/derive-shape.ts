import { isIdentityView, strides, type BufferDeclaration, type Kernel, type View } from '@resnet-compile/ir';
import type { Access, CoreShape, InputMap, KernelShape, StepShape } from './kernel-shape.ts';
import { mergedGroups } from './merged-groups.ts';

const vector = 4;
export const padded = (channels: number): number => Math.ceil(channels / vector) * vector;

type Buffers = (id: string) => BufferDeclaration;

/** What a kernel's code depends on. @throws {Error} where a padded convolution reads a map without halo. */
export function deriveShape(kernel: Kernel, buffers: Buffers): KernelShape {
  const [channels, height, width] = kernel.shape;
  return {
    map: [height, width], channels, paddedChannels: padded(channels),
    core: deriveCore(kernel, buffers), steps: kernel.epilogue.map((step): StepShape => {
      switch (step.op) {
        case 'bias':
        case 'affine':
        case 'relu': return { op: step.op };
        case 'add': return { op: 'add', access: viewAccess(buffers(step.buffer), step.view), masked: isMasked(step.view) };
        case 'store': {
          const buffer = buffers(step.buffer);
          return { op: 'store', access: accessOf(buffer, [1, 1]), sliced: buffer.shape[0] !== channels };
        }
      }
    }),
  };
}

export const isMasked = (view: View): boolean => view.before > 0 || view.after > 0;

/** Bytes between the elements that neighbouring pixels of the result read, where the operand is read with a stride. */
function accessOf(buffer: BufferDeclaration, [sy, sx]: readonly [number, number]): Access {
  const { pixel, row, image } = strides(buffer);
  return { x: sx * pixel * 4, y: sy * row * 4, image: image * 4 };
}

const viewAccess = (buffer: BufferDeclaration, view: View): Access => accessOf(buffer, isIdentityView(view) ? [1, 1] : view.stride);

const inputMap = (buffer: BufferDeclaration): InputMap => {
  const { pixel, row } = strides(buffer);
  return { pixel: pixel * 4, row: row * 4, height: buffer.shape[1], width: buffer.shape[2] };
};

function deriveCore({ name, core, shape, tile }: Kernel, buffers: Buffers): CoreShape {
  const input = buffers(core.input);
  const { pixel, row, image } = strides(input);
  switch (core.kind) {
    case 'convolution': {
      const halo = input.layout!.halo;
      if (core.padding.some((padding, axis) => padding > halo[axis]!)) {
        throw new Error(`kernel ${name}: a halo of ${halo.join('×')} for a padding of ${core.padding.join('×')}`);
      }
      const groups = mergedGroups(core.groups, shape[0], vector);
      const [kernelRows, kernelColumns] = core.kernel;
      const inGroup = input.shape[0] / groups;
      const joined = groups === 1;
      return {
        kind: 'convolution', access: accessOf(input, core.stride),
        kernelRows, rowStride: row * 4,
        pieces: joined ? 1 : kernelColumns, pieceStride: pixel * 4,
        run: joined ? kernelColumns * pixel : inGroup,
        groups, groupStride: inGroup * 4, tile: { pixels: tile!.pixels, channels: tile!.channels },
      };
    }
    case 'matrix_product': return {
      kind: 'convolution', access: { x: 0, y: 0, image: image * 4 },
      kernelRows: 1, rowStride: 0, pieces: 1, pieceStride: 0, run: pixel, groups: 1, groupStride: 0, tile: { pixels: tile!.pixels, channels: tile!.channels },
    };
    case 'max_pool':
    case 'average_pool': return {
      kind: core.kind, access: accessOf(input, core.stride), input: inputMap(input), kernel: core.kernel, stride: core.stride,
      padding: core.padding, countIncludePad: core.kind === 'average_pool' && core.countIncludePad,
    };
    case 'mean': return { kind: 'mean', access: { x: 0, y: 0, image: image * 4 }, input: inputMap(input) };
    case 'copy': return { kind: 'copy', access: viewAccess(input, core.view), masked: isMasked(core.view) };
  }
}
