import type { BufferDeclaration } from '@resnet-compile/ir';
import { accessOf, padded } from './access.ts';
import { deriveCore } from './derive-core.ts';
import type { KernelShape, StepShape } from './kernel-shape.ts';
import type { Phase } from './phase.ts';
import { readShape } from './read-shape.ts';
import type { CompiledKernel } from './supports.ts';

type Pair = readonly [number, number];

/** What a kernel's code depends on; of an input gradient, of one of its phases. */
export function deriveShape(
  kernel: CompiledKernel,
  buffers: (id: string) => BufferDeclaration,
  phase?: Phase,
): KernelShape {
  const { core, epilogue } = kernel;
  const [channels, height, width] = kernel.shape;
  const stride: Pair = phase && core.kind === 'input_gradient' ? core.attributes.stride : [1, 1];
  const start: Pair = [phase?.y ?? 0, phase?.x ?? 0];
  return {
    map: [Math.ceil((height - start[0]) / stride[0]), Math.ceil((width - start[1]) / stride[1])],
    channels,
    paddedChannels: padded(channels),
    core: deriveCore(kernel, buffers, phase),
    steps: epilogue.map((step): StepShape => {
      switch (step.kind) {
        case 'map': {
          const { reads, tensors, attributes } = step;
          const shapes = reads.map((read) => readShape(read, buffers, stride));
          return { kind: 'map', reads: shapes, tensors: tensors.length, of: attributes.of };
        }
        case 'dropout': {
          const { rate, per } = step.attributes;
          if (per === 'image')
            return { kind: 'dropout', access: { x: 0, y: 0, image: 1 }, start: 0, channelStride: 0, rate };
          const access = { x: stride[1], y: stride[0] * width, image: channels * height * width };
          const first = start[0] * width + start[1];
          return { kind: 'dropout', access, start: first, channelStride: height * width, rate };
        }
        case 'store': {
          const buffer = buffers(step.writes[0]);
          return { kind: 'store', access: accessOf(buffer, stride), sliced: buffer.shape[0] !== channels };
        }
      }
    }),
  };
}
