import {
  found,
  isTiled,
  itemOf,
  strides,
  winogradPositions,
  type BufferDeclaration,
  type KernelProgram,
} from '@resnet-compile/ir';
import { deriveShape } from './derive-shape.ts';
import { gridOf } from './grid.ts';
import { boundBuffers, filtersOf, vectorTensorsOf } from './operands.ts';
import type { Dispatch, MapPlan, WebGpuPlan } from '@resnet-compile/plan/webgpu';
import { shareBuffers } from './share-buffers.ts';
import { splitWideKernels } from './split-wide-kernels.ts';
import { softwareWebgpuTarget, webgpuTarget } from './target.ts';
import { WeightsLayout } from './weights-layout.ts';
import { workgroupSize } from './wgsl/emit-shader.ts';
import { shaderTexts } from './wgsl/shader-texts.ts';

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
  const declared = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const bufferOf = (id: string): BufferDeclaration => found(declared, id);
  const precision = [...program.buffers, ...program.prepare].some(({ dtype }) => dtype === 'f16') ? 'f16' : 'f32';
  const { buffers, indexOf } = shareBuffers(program);
  const layout = new WeightsLayout(program);
  const shaders = new Map<string, number>();
  const textOf = shaderTexts();
  const dispatches = program.kernels.map((kernel): Dispatch => {
    const shape = deriveShape(kernel, bufferOf, { weightsType: precision });
    const text = textOf(shape);
    const shader = shaders.get(text) ?? shaders.size;
    shaders.set(text, shader);
    const weights = layout.place(kernel, shape);
    return {
      name: kernel.name,
      shader,
      ...(weights === undefined ? {} : { weights }),
      buffers: boundBuffers(kernel).map((id) => found(indexOf, id)),
      ...gridOf(shape),
    };
  });
  const mapOf = (id: string): MapPlan => {
    const { pixel, row, image } = strides(bufferOf(id));
    return {
      shape: bufferOf(id).shape,
      address: [0, 0],
      pixel: pixel * 4,
      row: row * 4,
      image: image * 4,
      buffer: found(indexOf, id),
    };
  };
  return {
    precision,
    workgroupSize,
    multiplyAdds: multiplyAddsOf(program),
    shaders: [...shaders.keys()],
    weightsBytes: layout.bytes,
    blocks: layout.blocks,
    buffers,
    input: mapOf(program.input),
    output: mapOf(program.output),
    dispatches,
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
