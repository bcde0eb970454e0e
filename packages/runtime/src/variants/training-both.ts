import type { CpuTrainingModule, WebGpuTrainingModule } from '../compiled-module.ts';
import { cpuTrainingDevice } from '../cpu/cpu-training-device.ts';
import { withTrainingCode } from '../training/with-training-code.ts';
import { runtimeOn } from '../runtime-on.ts';
import { webGpuTrainingDevice } from '../webgpu/training/web-gpu-training-device.ts';

/** For modules that train. */
export const createRuntime = runtimeOn<CpuTrainingModule & WebGpuTrainingModule>(
  withTrainingCode,
  webGpuTrainingDevice,
  cpuTrainingDevice,
);
