import { cpuTrainingDevice } from '../cpu/cpu-training-device.ts';
import { runtimeOn } from '../load-on.ts';

/** For modules that train on the CPU alone. */
export const createRuntime = runtimeOn(cpuTrainingDevice);
