import type { CompiledModule } from '../compiled-module.ts';
import { loadOnEngine, type Device } from '../device.ts';
import type { Loading } from '../load-options.ts';
import { createNetwork } from '../network.ts';
import type { Replica } from '../replica.ts';
import { slicesFor, unsliced, type Slices } from '../slices.ts';
import { loadInWorker } from '../workers/load-in-worker.ts';
import { createCpuEngine } from './cpu-engine.ts';
import { joinThread, noHostWork, startPrograms } from './start-programs.ts';

export const cpuDevice: Device = {
  name: 'cpu',
  served: {
    network: (module, loading) => onThisThread(module, loading, unsliced),
    thread: (module, start) => joinThread(module, noHostWork, start),
  },
  load: async (module, loading) =>
    createNetwork(
      module.model,
      (await loadInWorker(module, loading)) ?? (await onThisThread(module, loading, slicesFor(loading))),
    ),
};

async function onThisThread(module: CompiledModule, loading: Loading, slices: Slices): Promise<Replica> {
  const {
    programs: [program],
    pool,
  } = await startPrograms(module, loading, noHostWork, slices);
  return loadOnEngine(module, loading, createCpuEngine(program!, pool), { slices });
}
