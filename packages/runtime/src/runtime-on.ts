import { checkNames } from './check-names.ts';
import type { CompiledModule } from './compiled-module.ts';
import type { KernelFactory } from './cpu/kernels.ts';
import type { Device } from './device.ts';
import type { LoadOptions } from './load-options.ts';
import type { Network } from './network.ts';
import { onOpening } from './workers/host-worker.ts';
import type { Opening } from './workers/opening.ts';
import { serverOf } from './workers/serve.ts';

/** What a module's text is made into, in the module itself and in each of its workers. */
export interface Runtime {
  createLoad(module: CompiledModule): (options?: LoadOptions) => Promise<Network>;
  /** In a worker: does what an opening says. */
  serve(opening: Opening): void;
  /** In a worker: waits for openings that are meant for the module of this id. `url`: the worker's own file. */
  listen(id: string, url?: string): void;
}

/**
 * Makes a module's runtime out of the devices that it was compiled for, the best first.
 *
 * @returns a function of the kernels, where they are JavaScript: a worker has them from the module's text
 */
export const runtimeOn = (...devices: readonly Device[]) => (kernels?: KernelFactory): Runtime => {
  const served = devices.find((device) => device.served)?.served;
  const serverAt = (url?: string) => (served ? serverOf(served, kernels, url) : () => undefined);
  return { createLoad: (module) => loadOn(devices, module), serve: serverAt(), listen: (id, url) => onOpening(id, serverAt(url)) };
};

/** A module's `load`. */
const loadOn = (devices: readonly Device[], module: CompiledModule) => async (options: LoadOptions = {}): Promise<Network> => {
  checkNames<LoadOptions>(`${module.model.name}: load`, options, { device: true, weights: true, seed: true, threads: true, worker: true, gpu: true, onProgress: true, v8Flags: true });
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

const whyNot = (wanted: string, devices: readonly Device[]): string =>
  (['cpu', 'webgpu'].includes(wanted) ? `was compiled for ${devices.map(({ name }) => name).join(' and ')}` : "knows the devices 'auto', 'cpu' and 'webgpu'");
