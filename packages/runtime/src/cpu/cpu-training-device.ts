import type { CompiledModule } from '../compiled-module.ts';
import type { Device } from '../device.ts';
import type { LoadOptions } from '../load-options.ts';
import { loadState } from '../state.ts';
import { createHostTrainer } from '../training/host-trainer.ts';
import { beginTraining } from '../training/trainer.ts';
import { createTrainingNetwork, type TrainingNetwork } from '../training/training-network.ts';
import { momentsOf } from '../training/training-options.ts';
import { isPage, loadInWorker, serveWorker } from '../worker.ts';
import { createCpuEngine } from './cpu-engine.ts';
import { createCpuTrainingEngine } from './cpu-training-engine.ts';
import { serveThread, startPrograms } from './start-programs.ts';

const methods = ['trainStep', 'evaluate', 'averagedStateDict', 'checkpoint', 'restore'];

export const cpuTrainingDevice: Device = {
  name: 'cpu',
  onImport: (module) => {
    serveThread(module);
    serveWorker(module, (options) => onThisThread(module, options));
  },
  load: (module, options) => (isPage() ? loadInWorker<TrainingNetwork>(module, options, methods) : onThisThread(module, options)),
};

async function onThisThread(module: CompiledModule, options: LoadOptions): Promise<TrainingNetwork> {
  const { weights, seed = 0 } = options;
  const { cpu, declaration } = module.training!;
  const state = await loadState(module.model, weights, seed, declaration);
  const { programs: [inference, training], pool } = await startPrograms(module, options);
  const engines = [createCpuEngine(inference!, pool), createCpuTrainingEngine(training!, pool, cpu!.fingerprint)] as const;
  const initial = beginTraining(state, module.model.parameters, momentsOf(declaration.optimizer), declaration.ema !== null, seed);
  return createTrainingNetwork(module, createHostTrainer(module, ...engines, initial), seed);
}
