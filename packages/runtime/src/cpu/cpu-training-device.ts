import type { CompiledModule } from '../compiled-module.ts';
import { ofBytes, type Device } from '../device.ts';
import type { Loading } from '../load-options.ts';
import { prepareState } from '../prepare.ts';
import { slicesFor, unsliced, type Slices } from '../slices.ts';
import { loadValues } from '../state.ts';
import { createHostTrainer } from '../training/host-trainer.ts';
import { OptimizerState } from '../training/optimizer-state.ts';
import { stateBytes } from '../training/state-buffer.ts';
import { createTrainingNetwork } from '../training/training-network.ts';
import { createTrainerReplica, trainingMethods, type TrainingReplica } from '../training/training-replica.ts';
import { loadInWorker } from '../workers/load-in-worker.ts';
import { createCpuEngine } from './cpu-engine.ts';
import { createCpuTrainingEngine } from './cpu-training-engine.ts';
import { gradientReader } from './gradient-reader.ts';
import { joinThread, startPrograms, type HostWork } from './start-programs.ts';

export const cpuTrainingDevice: Device = {
  name: 'cpu',
  served: {
    network: (module, loading) => onThisThread(module, loading, unsliced),
    thread: (module, start) => joinThread(module, hostWorkOf(module), start),
  },
  load: async (module, loading) =>
    createTrainingNetwork(
      module,
      (await loadInWorker<TrainingReplica>(module, loading, trainingMethods)) ??
        (await onThisThread(module, loading, slicesFor(loading))),
    ),
};

/** Parameters, moments and gradients, in one buffer that threads share. */
const hostWorkOf = ({ model: { parameters }, training }: CompiledModule): HostWork<OptimizerState> => {
  const { prepare } = training!;
  return {
    bytes: stateBytes(training!, parameters),
    start: ([, program], buffer) => {
      const optimizer = new OptimizerState(training!, parameters, gradientReader(program!), buffer);
      // Once for all steps: what is not a parameter itself would have to be computed anew.
      if (prepare.some(({ op }) => op !== 'parameter' && op !== 'constant'))
        throw new Error('a training step reads something computed from parameters');
      program!.share(prepareState(prepare, optimizer.state));
      return optimizer;
    },
  };
};

async function onThisThread(module: CompiledModule, loading: Loading, slices: Slices): Promise<TrainingReplica> {
  const { weights, seed, signal, onProgress } = loading;
  const { cpu } = module.training!;
  const values = await loadValues(module.model, weights, seed, { signal, onBytes: ofBytes(onProgress) }, slices);
  const {
    programs: [inference, training],
    host: optimizer,
    pool,
  } = await startPrograms(module, loading, hostWorkOf(module), slices);
  await optimizer.begin(values, seed);
  const engines = [
    createCpuEngine(inference!, pool),
    createCpuTrainingEngine(training!, pool, cpu!.fingerprint),
  ] as const;
  return createTrainerReplica(module, createHostTrainer(module, ...engines, optimizer, pool), seed);
}
