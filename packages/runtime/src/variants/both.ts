import { cpuDevice } from '../cpu/cpu-device.ts';
import { loadOn } from '../load-on.ts';
import { webGpuDevice } from '../webgpu/web-gpu-device.ts';

export const createLoad = loadOn(webGpuDevice, cpuDevice);
