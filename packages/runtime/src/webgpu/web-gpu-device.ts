import { loadOnEngine, type Device } from '../device.ts';
import { supports } from './features.ts';
import { findAdapter, findHardwareAdapter, isSoftware } from './find-adapter.ts';
import { createWebGpuEngine } from './web-gpu-engine.ts';

/** On the page's own thread, since the work is done elsewhere. */
export const webGpuDevice: Device = {
  name: 'webgpu',
  load: async (module, options, auto) => {
    const found = auto ? await findHardwareAdapter(options.gpu) : await findAdapter(options.gpu);
    const { hardware, software } = module.webgpu!;
    if (!found || (auto && !supports(hardware, found.adapter))) return undefined;
    return loadOnEngine(module, options, await createWebGpuEngine(isSoftware(found.adapter) ? software : hardware, found, options.onProgress));
  },
};
