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
import { applyV8Flags } from './host-features.ts';
import { createCpuTrainingEngine } from './cpu-training-engine.ts';

const methods = ['trainStep', 'evaluate', 'averagedStateDict', 'checkpoint', 'restore'];

export const cpuTrainingDevice: Device = {
  name: 'cpu',
  onImport: (module) => serveWorker(module.url, (options) => onThisThread(module, options)),
  load: (module, options) => (isPage() ? loadInWorker<TrainingNetwork>(module.model, module.url, options, methods) : onThisThread(module, options)),
};

async function onThisThread(module: CompiledModule, { weights, seed = 0, v8Flags }: LoadOptions): Promise<TrainingNetwork> {
  applyV8Flags(v8Flags);
  const { cpu, declaration } = module.training!;
  const state = await loadState(module.model, weights, seed, declaration);
  const [inference, engine] = await Promise.all([
    createCpuEngine(module.cpu!.plan, module.cpu!.code),
    createCpuTrainingEngine(cpu!.plan, cpu!.code, cpu!.fingerprint),
  ]);
  const initial = beginTraining(state, module.model.parameters, momentsOf(declaration.optimizer), declaration.ema !== null, seed);
  return createTrainingNetwork(module, createHostTrainer(module, inference, engine, initial), seed);
}
