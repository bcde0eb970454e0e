import type { WebGpuTrainingModule } from '../../compiled-module.ts';
import { ofBytes, type Device } from '../../device.ts';
import { loadState } from '../../state.ts';
import { beginTraining } from '../../training/trainer.ts';
import { createTrainingNetwork } from '../../training/training-network.ts';
import { createTrainerReplica } from '../../training/training-replica.ts';
import { findAdapter, findHardwareAdapter, noAdapter } from '../find-adapter.ts';
import { createWebGpuTrainer } from './web-gpu-trainer.ts';

/** On the page's own thread, since the work is done elsewhere. */
export const webGpuTrainingDevice: Device<WebGpuTrainingModule> = {
  name: 'webgpu',
  whyNone: () => noAdapter(),
  load: async (module, loading, auto) => {
    const { seed, gpu, signal, onProgress } = loading;
    const found = auto ? await findHardwareAdapter(gpu) : await findAdapter(gpu);
    if (!found) return undefined;
    const { declaration, moments } = module.training;
    const state = await loadState(module.model, loading, { signal, onBytes: ofBytes(onProgress) });
    const initial = beginTraining(state, module.model.parameters, moments, declaration.ema !== null, seed);
    const trainer = await createWebGpuTrainer(module, initial, found);
    return createTrainingNetwork(module, createTrainerReplica(module, trainer, seed));
  },
};
