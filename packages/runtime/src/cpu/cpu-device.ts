import type { CompiledModule } from '../compiled-module.ts';
import { loadOnEngine, type Device } from '../device.ts';
import type { LoadOptions } from '../load-options.ts';
import type { Network } from '../network.ts';
import { isPage, loadInWorker, serveWorker } from '../worker.ts';
import { createCpuEngine } from './cpu-engine.ts';
import { applyV8Flags } from './host-features.ts';

export const cpuDevice: Device = {
  name: 'cpu',
  onImport: (module) => serveWorker(module.url, (options) => onThisThread(module, options)),
  // A page must not freeze while the CPU computes.
  load: (module, options) => (isPage() ? loadInWorker(module.model, module.url, options) : onThisThread(module, options)),
};

async function onThisThread(module: CompiledModule, options: LoadOptions): Promise<Network> {
  applyV8Flags(options.v8Flags);
  return loadOnEngine(module, options, await createCpuEngine(module.cpu!.plan, module.cpu!.code));
}
