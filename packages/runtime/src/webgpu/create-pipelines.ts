import type { WebGpuPlan } from '@resnet-compile/plan/webgpu';
import { checkErrors } from './check-errors.ts';

/**
 * Compiles all shaders of a plan at once: the host works on as many of them side by side as it likes.
 *
 * @param onProgress called with how many are done
 * @throws {Error} naming the kernel whose shader is refused, with the device's message.
 */
export function createPipelines(
  device: GPUDevice,
  { shaders, dispatches }: WebGpuPlan,
  onProgress?: (done: number) => void,
): Promise<readonly GPUComputePipeline[]> {
  let done = 0;
  return Promise.all(
    shaders.map(async (code, index) => {
      const name = dispatches.find(({ shader }) => shader === index)?.name;
      const pipeline = await checkErrors(device, `build the kernel of ${name}`, () =>
        device.createComputePipelineAsync({
          label: name,
          layout: 'auto',
          compute: { module: device.createShaderModule({ label: name, code }), entryPoint: 'main' },
        }),
      );
      onProgress?.(++done);
      return pipeline;
    }),
  );
}
