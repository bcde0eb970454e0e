import { cpuTrainingDevice } from '../cpu/cpu-training-device.ts';
import { withTrainingCode } from '../training/with-training-code.ts';
import { runtimeOn } from '../runtime-on.ts';

/** For modules that train on the CPU alone. */
export const createRuntime = runtimeOn(withTrainingCode, cpuTrainingDevice);
