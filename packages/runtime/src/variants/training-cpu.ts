import { cpuTrainingDevice } from '../cpu/cpu-training-device.ts';
import { loadOn } from '../load-on.ts';

/** For modules that train on the CPU alone. */
export const createLoad = loadOn(cpuTrainingDevice);
