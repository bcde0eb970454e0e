import type { CompiledModule } from '../compiled-module.ts';
import { loadOnEngine, type Device } from '../device.ts';
import type { LoadOptions } from '../load-options.ts';
import type { Network } from '../network.ts';
import { slicesFor, unsliced, type Slices } from '../slices.ts';
import { loadInWorker } from '../workers/load-in-worker.ts';
import { createCpuEngine } from './cpu-engine.ts';
import { joinThread, noHostWork, startPrograms } from './start-programs.ts';

export const cpuDevice: Device = {
  name: 'cpu',
  served: {
    network: (module, options) => onThisThread(module, options, unsliced),
    thread: (module, start) => joinThread(module, noHostWork, start),
  },
  load: async (module, options) => (await loadInWorker(module, options)) ?? onThisThread(module, options, slicesFor(options)),
};

async function onThisThread(module: CompiledModule, options: LoadOptions, slices: Slices): Promise<Network> {
  const { programs: [program], pool } = await startPrograms(module, options, noHostWork, slices);
  return loadOnEngine(module, options, createCpuEngine(program!, pool), slices);
}
