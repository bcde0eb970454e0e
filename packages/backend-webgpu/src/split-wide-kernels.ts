import {
  idsBeside,
  identityView,
  preparedOf,
  type BufferDeclaration,
  type EpilogueStep,
  type Kernel,
  type KernelProgram,
} from '@resnet-compile/ir';
import { boundBuffers } from './derive-shape.ts';

/** The default maxStorageBuffersPerShaderStage. */
const largestBindings = 8;

const oneBlock = (kernel: Kernel): number => (preparedOf(kernel).length ? 1 : 0);

/**
 * A kernel that needs more storage buffers than every device has becomes two: the first stores its running value where
 * the steps still fit, the second copies it and goes on. `others`: storage buffers that it binds besides activations.
 */
export function splitWideKernels(program: KernelProgram, others: (kernel: Kernel) => number = oneBlock): KernelProgram {
  const bindings = (kernel: Kernel): number => boundBuffers(kernel).length + others(kernel);
  if (program.kernels.every((kernel) => bindings(kernel) <= largestBindings)) return program;
  const buffers: BufferDeclaration[] = [];
  const ids = idsBeside(program);
  const kernels = program.kernels.flatMap((kernel) => {
    const parts: Kernel[] = [];
    let rest = kernel;
    while (bindings(rest) > largestBindings) {
      const [channels] = rest.shape;
      const buffer = {
        id: ids.unique(`${kernel.name}.part${parts.length}`),
        shape: rest.shape,
        layout: { pitch: Math.ceil(channels / 4) * 4, halo: [0, 0] as const },
        placement: { constant: 0, perImage: 0 },
      };
      const store: EpilogueStep = { op: 'store', buffer: buffer.id, channel: 0 };
      const until = (end: number): Kernel => ({
        ...rest,
        name: buffer.id,
        epilogue: [...rest.epilogue.slice(0, end), store],
      });
      let end = rest.epilogue.length - 1;
      while (bindings(until(end)) > largestBindings) end--;
      const { tile: _, ...plain } = rest;
      parts.push(until(end));
      buffers.push(buffer);
      rest = {
        ...plain,
        core: { kind: 'copy', input: buffer.id, view: identityView },
        epilogue: rest.epilogue.slice(end),
      };
    }
    return [...parts, rest];
  });
  return { ...program, buffers: [...program.buffers, ...buffers], kernels };
}
