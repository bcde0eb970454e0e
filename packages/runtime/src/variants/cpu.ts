import { cpuDevice } from '../cpu/cpu-device.ts';
import { withKernels } from '../with-host-code.ts';
import { runtimeOn } from '../runtime-on.ts';

/** For modules that were compiled for the CPU alone. */
export const createRuntime = runtimeOn(withKernels, cpuDevice);
