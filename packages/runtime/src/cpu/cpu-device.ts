import type { CpuModule } from '../compiled-module.ts';
import { arriving, loadOnEngine, stateOf, type Device } from '../device.ts';
import type { Loading } from '../load-options.ts';
import { createNetwork } from '../network.ts';
import type { Replica } from '../replica.ts';
import { slicesFor, unsliced, type Slices } from '../slices.ts';
import { loadInWorker } from '../workers/load-in-worker.ts';
import { createCpuEngine } from './cpu-engine.ts';
import { inferenceWork, joinThread, startPrograms } from './start-programs.ts';

export const cpuDevice: Device<CpuModule> = {
  name: 'cpu',
  served: {
    network: (module, loading) => onThisThread(module, loading, unsliced),
    thread: (module, start) => joinThread(inferenceWork(module), start),
  },
  load: async (module, loading) =>
    createNetwork(
      module.model,
      (await loadInWorker(module, loading)) ?? (await onThisThread(module, loading, slicesFor(loading))),
    ),
};

async function onThisThread(module: CpuModule, loading: Loading, slices: Slices): Promise<Replica> {
  const state = arriving(stateOf(module, loading, { slices }));
  const {
    programs: [program],
    pool,
  } = await startPrograms(module, loading, inferenceWork(module), slices);
  return loadOnEngine(module, createCpuEngine(program, pool), state);
}
