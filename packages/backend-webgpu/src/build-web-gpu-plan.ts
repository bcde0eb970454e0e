import { backwardStart, found, isTiled, itemOf, winogradPositions, type KernelProgram } from '@resnet-compile/ir';
import { deriveShape } from './derive-shape.ts';
import { gridOf } from './grid.ts';
import { boundBuffers, filtersOf, vectorTensorsOf } from './operands.ts';
import type { WebGpuPlan } from '@resnet-compile/plan/webgpu';
import { ProgramBuilder } from './program-builder.ts';
import { splitWideKernels } from './split-wide-kernels.ts';
import { softwareWebgpuTarget, webgpuTarget } from './target.ts';
import { WeightsLayout } from './weights-layout.ts';

/**
 * Everything about a scheduled program that a device needs: shaders, each once, and what to bind to them.
 *
 * @throws {Error} for a program that was scheduled for another target.
 */
export function buildWebGpuPlan(scheduled: KernelProgram): WebGpuPlan {
  if (scheduled.target !== webgpuTarget.name && scheduled.target !== softwareWebgpuTarget.name)
    throw new Error(`the WebGPU backend was given a program for ${scheduled.target ?? 'no target'}`);
  const program = splitWideKernels(withoutDropout(scheduled), (kernel) =>
    Number(filtersOf(kernel) !== undefined || vectorTensorsOf(kernel).length > 0),
  );
  const precision = [...program.buffers, ...program.prepare].some(({ dtype }) => dtype === 'f16') ? 'f16' : 'f32';
  const builder = new ProgramBuilder(program, precision);
  const weights = new WeightsLayout(program);
  for (const kernel of program.kernels) {
    const shape = deriveShape(kernel, builder.bufferOf, {
      vectorsIn: 'weights',
      weightsType: precision,
      sharesMemory: scheduled.target === webgpuTarget.name,
    });
    builder.add(
      kernel.name,
      builder.textOf(shape),
      [...weights.bind(kernel, shape), ...boundBuffers(kernel).map(builder.activation)],
      gridOf(shape),
    );
  }
  const { bytes: weightsBytes, blocks, transforms } = weights;
  const { targets } = program;
  return {
    ...builder.finish(),
    // A dispatch is a kernel.
    ...(targets === undefined ? {} : { targets: builder.mapOf(targets), forward: backwardStart(program) }),
    multiplyAdds: multiplyAddsOf(program),
    weightsBytes,
    blocks,
    transforms,
  };
}

/** Dropout is for training alone. */
const withoutDropout = (program: KernelProgram): KernelProgram => ({
  ...program,
  kernels: program.kernels.map((kernel) => ({
    ...kernel,
    epilogue: kernel.epilogue.filter(({ kind }) => kind !== 'dropout'),
  })),
});

/** Every pixel of a convolution meets every filter. */
function multiplyAddsOf({ kernels, prepare }: KernelProgram): number {
  const elements = new Map(
    prepare.map(({ id, shape }) => [id, shape.reduce((product, extent) => product * extent, 1)]),
  );
  return kernels.reduce((sum, { core, shape: [, height, width] }) => {
    if (!isTiled(core)) return sum;
    const perFilter = core.kind === 'winograd_product' ? winogradPositions(core.attributes.outputs) / 9 : 1;
    return sum + height * width * found(elements, itemOf(core.tensors, 0)) * perFilter;
  }, 0);
}
