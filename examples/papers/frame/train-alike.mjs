import { augmentation, cifar, scheduleOf } from './cifar.mjs';
import { trainAll } from './train-all.mjs';

/**
 * Trains networks on CIFAR-10 by one recipe: `runs` are `{ name, network }`, and whatever else `trainAll` takes of a run; `settings` are the
 * experiment's, `frame` what it is run with.
 * @returns `pictures`, `{ train, test }`, and `results`, what `trainAll` gives of each run, with its `network`.
 */
export async function trainAlike(runs, { images, steps, batch }, { data, ...frame }) {
  const pictures = await cifar(data, images);
  const shared = { ...augmentation, data: pictures, batchSize: batch, steps, schedule: scheduleOf(steps) };
  const results = await trainAll(
    runs.map((run) => ({ ...shared, ...run })),
    frame,
  );
  return {
    pictures,
    results: results.map((result, index) => ({ ...result, name: runs[index].name, network: runs[index].network })),
  };
}
