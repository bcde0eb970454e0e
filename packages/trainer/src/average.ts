import type { TrainableNetwork } from './network.ts';
import type { TrainOptions } from './train-options.ts';
import { openShares } from './parallel/shares.ts';
import { epochOf, type RunState } from './run-state.ts';
import { untilStopped } from './until-stopped.ts';

/** Batches on which statistics are estimated: twice as many change the accuracy of ResNet-20 on CIFAR-10 by 0.3 % at the most. */
const most = 16;

type Averaging = TrainableNetwork & Required<Pick<TrainableNetwork, 'predictAveraged' | 'estimateStatistics'>>;

/** A network that declares an average has calls for it. */
const isAveraging = (network: TrainableNetwork): network is Averaging => Boolean(network.training?.average);

/** What is evaluated: the moving average, where the network has one. */
export const evaluatedPart = (network: TrainableNetwork): Pick<TrainableNetwork, 'predict'> =>
  isAveraging(network) ? { predict: (images) => network.predictAveraged(images) } : network;

/**
 * Estimates the running statistics of the average on the first batches of the epoch, where that is declared: the same ones
 * whenever the run comes to this step. Ends where the signal says so; whoever evaluates then sees it too.
 */
export async function estimateStatistics(
  { network, data, signal }: TrainOptions,
  run: RunState,
  breathe: () => Promise<void>,
  ranks: number,
): Promise<void> {
  if (!isAveraging(network) || network.training?.average !== 'estimated') return;
  // Each rank estimates the same on the first one's shares: as many images as in a run of one process.
  const open = openShares(data.train, { rank: 0, ranks });
  let index = 0;
  for await (const { images, release } of untilStopped(
    open({ seed: run.seed, epoch: epochOf(run) - 1, start: 0 }),
    signal,
  )) {
    await network.estimateStatistics({ images, index: index++ });
    release?.();
    await breathe();
    if (index === most * ranks) break;
  }
}
