import type { WebGpuModule } from '../compiled-module.ts';
import { loadOnEngine, stateOf, type Device } from '../device.ts';
import { createNetwork } from '../network.ts';
import { supports } from './features.ts';
import { findAdapter, findHardwareAdapter, noAdapter } from './find-adapter.ts';
import { planFor } from './plan-for.ts';
import { createWebGpuEngine } from './web-gpu-engine.ts';

/** On the page's own thread, since the work is done elsewhere. */
export const webGpuDevice: Device<WebGpuModule> = {
  name: 'webgpu',
  whyNone: ({ webgpu: { hardware } }) => noAdapter(hardware.precision === 'f16' ? ' and has float16' : ''),
  load: async (module, loading, auto) => {
    const found = auto ? await findHardwareAdapter(loading.gpu) : await findAdapter(loading.gpu);
    if (!found || (auto && !supports(module.webgpu.hardware, found.adapter))) return undefined;
    const plan = planFor(module.webgpu, found.adapter);
    // The last of as many steps and one is for the weights.
    const begun = (kernels: number): number => kernels / (plan.shaders.length + 1);
    const engine = await createWebGpuEngine(plan, found, (kernels) => loading.onProgress(begun(kernels)));
    return createNetwork(
      module.model,
      await loadOnEngine(module, engine, stateOf(module, loading, { begun: begun(plan.shaders.length) })),
    );
  },
};
