import type { CompiledModule } from './compiled-module.ts';
import type { Device } from './device.ts';
import type { LoadOptions } from './load-options.ts';
import type { Network } from './network.ts';

/** Makes a module's `load` out of the devices that it was compiled for, the best first. */
export const loadOn = (...devices: readonly Device[]) => (module: CompiledModule): ((options?: LoadOptions) => Promise<Network>) => {
  for (const device of devices) device.onImport?.(module);
  return async (options = {}) => {
    const { device: wanted = 'auto', threads = 1 } = options;
    if (!Number.isInteger(threads) || threads < 1) throw new TypeError(`${module.model.name}: threads is ${typeof threads === 'number' ? threads : JSON.stringify(threads)}; expected a whole number of at least 1`);
    const auto = wanted === 'auto';
    const chosen = devices.filter(({ name }) => auto || name === wanted);
    if (chosen.length === 0) throw new Error(`${module.model.name}: cannot load on device ${JSON.stringify(wanted)}: the module ${whyNot(wanted, devices)}`);
    for (const device of chosen) {
      const network = await device.load(module, options, auto);
      if (network) {
        options.onProgress?.(1);
        return network;
      }
    }
    throw new Error(`${module.model.name}: was compiled for WebGPU alone, and there is no adapter that is neither a fallback nor software${module.webgpu?.hardware.precision === 'f16' ? ' and has float16' : ''}. Load with device: 'webgpu' to take any that there is, or compile the module for the CPU as well.`);
  };
};

const whyNot = (wanted: string, devices: readonly Device[]): string =>
  (['cpu', 'webgpu'].includes(wanted) ? `was compiled for ${devices.map(({ name }) => name).join(' and ')}` : "knows the devices 'auto', 'cpu' and 'webgpu'");
