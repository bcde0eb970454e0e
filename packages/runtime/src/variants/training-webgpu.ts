import { withTrainingCode } from '../training/with-training-code.ts';
import { runtimeOn } from '../runtime-on.ts';
import { webGpuTrainingDevice } from '../webgpu/training/web-gpu-training-device.ts';

/** For modules that train on WebGPU alone. */
export const createRuntime = runtimeOn(withTrainingCode, webGpuTrainingDevice);
