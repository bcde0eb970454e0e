import type { CompiledModule } from '../compiled-module.ts';
import { loadOnEngine, type Device } from '../device.ts';
import type { LoadOptions } from '../load-options.ts';
import type { Network } from '../network.ts';
import { isPage, loadInWorker, serveWorker } from '../worker.ts';
import { createCpuEngine } from './cpu-engine.ts';
import { noHostWork, serveThread, startPrograms } from './start-programs.ts';

export const cpuDevice: Device = {
  name: 'cpu',
  onImport: (module) => {
    serveThread(module, noHostWork);
    serveWorker(module, (options) => onThisThread(module, options));
  },
  // A page must not freeze while the CPU computes.
  load: (module, options) => (isPage() ? loadInWorker(module, options) : onThisThread(module, options)),
};

async function onThisThread(module: CompiledModule, options: LoadOptions): Promise<Network> {
  const { programs: [program], pool } = await startPrograms(module, options, noHostWork);
  return loadOnEngine(module, options, createCpuEngine(program!, pool));
}
