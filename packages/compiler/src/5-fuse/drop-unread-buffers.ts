import { writesOf, type KernelProgram } from '@resnet-compile/ir';

/** The program without declarations of buffers that no kernel writes any more. */
export function dropUnreadBuffers(program: KernelProgram): KernelProgram {
  const written = new Set([program.input, program.targets, ...program.kernels.flatMap(writesOf)]);
  return { ...program, buffers: program.buffers.filter(({ id }) => written.has(id)) };
}
