import { loadOn } from '../load-on.ts';
import { webGpuDevice } from '../webgpu/web-gpu-device.ts';

/** For modules that were compiled for WebGPU alone. */
export const createLoad = loadOn(webGpuDevice);
