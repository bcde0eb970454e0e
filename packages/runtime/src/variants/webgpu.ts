import { runtimeOn } from '../runtime-on.ts';
import { webGpuDevice } from '../webgpu/web-gpu-device.ts';

/** For modules that were compiled for WebGPU alone. */
export const createRuntime = runtimeOn((module) => module, webGpuDevice);
