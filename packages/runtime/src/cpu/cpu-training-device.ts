import type { CpuTrainingPlan } from '@resnet-compile/plan/cpu';
import type { CpuTrainingModule } from '../compiled-module.ts';
import { arriving, ofBytes, type Device } from '../device.ts';
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
import type { CpuPart } from './cpu-part.ts';
import { joinThread, startPrograms, type Work } from './start-programs.ts';
import { trainingSteps } from './training-steps.ts';

export const cpuTrainingDevice: Device<CpuTrainingModule> = {
  name: 'cpu',
  served: {
    network: (module, loading) => onThisThread(module, loading, unsliced),
    thread: (module, start) => joinThread(workOf(module), start),
  },
  load: async (module, loading) =>
    createTrainingNetwork(
      module,
      (await loadInWorker<TrainingReplica>(module, loading, trainingMethods)) ??
        (await onThisThread(module, loading, slicesFor(loading))),
    ),
};

/** Both programs; parameters, moments and gradients, in one buffer that threads share. */
const workOf = ({
  model: { parameters },
  cpu,
  training,
}: CpuTrainingModule): Work<readonly [CpuPart, CpuPart<CpuTrainingPlan>], OptimizerState> => {
  const { prepare } = training;
  return {
    parts: [
      { ...cpu, steps: trainingSteps() },
      { ...training.cpu, steps: trainingSteps(training.code.loss) },
    ],
    bytes: stateBytes(training, parameters),
    start: ([, program], buffer) => {
      const optimizer = new OptimizerState(training, parameters, gradientReader(program), buffer);
      // Once for all steps: what is computed from parameters is so as it is packed.
      if (prepare.steps.some(({ op }) => op !== 'parameter' && op !== 'constant' && op !== 'standardize_filters'))
        throw new Error('a training step reads something computed from parameters');
      program.share(prepareState(prepare, optimizer.state));
      return optimizer;
    },
  };
};

async function onThisThread(module: CpuTrainingModule, loading: Loading, slices: Slices): Promise<TrainingReplica> {
  const { seed, signal, onProgress } = loading;
  const values = arriving(loadValues(module.model, loading, { signal, onBytes: ofBytes(onProgress) }, slices));
  const {
    programs: [inference, step],
    host: optimizer,
    pool,
  } = await startPrograms(module, loading, workOf(module), slices);
  try {
    await optimizer.begin(await values, seed);
  } catch (error) {
    await pool.dispose();
    throw error;
  }
  const engines = [
    createCpuEngine(inference, pool),
    createCpuTrainingEngine(step, pool, module.training.cpu.fingerprint),
  ] as const;
  return createTrainerReplica(module, createHostTrainer(module, ...engines, optimizer, pool), seed);
}
