import { loadOnEngine, type Device } from '../device.ts';
import { findAdapter, findHardwareAdapter } from './find-adapter.ts';
import { createWebGpuEngine } from './web-gpu-engine.ts';

/** On the page's own thread, since the work is done elsewhere. */
export const webGpuDevice: Device = {
  name: 'webgpu',
  load: async (module, options, auto) => {
    const found = auto ? await findHardwareAdapter(options.gpu) : await findAdapter(options.gpu);
    return found && loadOnEngine(module, options, await createWebGpuEngine(module.webgpu!, found));
  },
};
