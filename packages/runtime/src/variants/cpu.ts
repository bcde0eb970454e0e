import { cpuDevice } from '../cpu/cpu-device.ts';
import { loadOn } from '../load-on.ts';

/** For modules that were compiled for the CPU alone. */
export const createLoad = loadOn(cpuDevice);
