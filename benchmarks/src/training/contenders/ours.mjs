import { trainingModule } from '../../compile-ours.mjs';
import { useWebGpu } from '../../webgpu/device.mjs';

/** The compiled training step, as a user imports it. @type {import('../task.mjs').LoadTrainer} */
export async function load({ network, threads, state, optimizer: { learningRate } }, backend = 'cpu') {
  const { load: loadModule } = await import(trainingModule(network).href);
  const weights = Object.fromEntries([...state].map(([name, { data }]) => [name, data]));
  const loaded = await loadModule({
    device: backend,
    weights,
    ...(backend === 'webgpu' ? { gpu: await useWebGpu() } : { threads }),
  });
  const step = async ({ images, labels }) => (await loaded.trainStep({ images, labels, learningRate })).loss;
  return {
    async firstLoss(batch) {
      await loaded.loadStateDict(weights); // the optimiser starts anew with it
      return step(batch);
    },
    prepare: async (batch) => () => step(batch),
  };
}
