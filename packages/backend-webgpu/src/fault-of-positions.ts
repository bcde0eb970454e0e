import { winogradPositions, type Kernel, type KernelProgram } from '@resnet-compile/ir';

/** The positions of Winograd's tiles lie side by side, each as whole vectors of channels. */
export function faultOfPositions({ kernels, buffers }: KernelProgram): string | undefined {
  const channels = new Map(buffers.map(({ id, shape: [count] }) => [id, count]));
  for (const kernel of kernels) {
    const found = channelsPerPosition(kernel, (id) => channels.get(id) ?? 0).find((count) => count % 4 !== 0);
    if (found !== undefined)
      return `kernel ${kernel.name}: ${found} channels in each position of a ${kernel.core.kind}, expected a multiple of 4`;
  }
  return undefined;
}

function channelsPerPosition({ core, shape }: Kernel, channelsOf: (id: string) => number): readonly number[] {
  switch (core.kind) {
    case 'winograd_input':
      return [channelsOf(core.reads[0].buffer)];
    case 'winograd_product':
      return [channelsOf(core.reads[0].buffer), shape[0]].map(
        (count) => count / winogradPositions(core.attributes.outputs),
      );
    case 'winograd_output':
      return [shape[0]];
    default:
      return [];
  }
}
