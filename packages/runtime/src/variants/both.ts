import type { CpuModule, WebGpuModule } from '../compiled-module.ts';
import { cpuDevice } from '../cpu/cpu-device.ts';
import { withKernels } from '../with-host-code.ts';
import { runtimeOn } from '../runtime-on.ts';
import { webGpuDevice } from '../webgpu/web-gpu-device.ts';

export const createRuntime = runtimeOn<CpuModule & WebGpuModule>(withKernels, webGpuDevice, cpuDevice);
