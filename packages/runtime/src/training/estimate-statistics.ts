import { found } from '@resnet-compile/ir';
import type { State } from '../weights.ts';

/**
 * What a network is to begin a batch with, so that the statistics which the batch leaves are its own times their momentum:
 * running statistics of zero.
 */
export const withoutStatistics = (state: State, momenta: Readonly<Record<string, number>>): State =>
  new Map(
    Array.from(state, ([name, values]) => [
      name,
      Object.hasOwn(momenta, name) ? new Float32Array(values.length) : values,
    ]),
  );

/**
 * Adds a batch to running statistics that are the mean of those of `index` batches, as torch.optim.swa_utils.update_bn does.
 * Where the momentum is 0, a network keeps the statistics that it was given, and so do these.
 *
 * @param left what the batch made of statistics of zero
 * @throws {Error} where one of them is not finite; nothing is added then.
 */
export function addBatchStatistics(
  estimates: State,
  left: State,
  momenta: Readonly<Record<string, number>>,
  index: number,
): void {
  const wrong = Object.keys(momenta).find((name) => !found(left, name).every(Number.isFinite));
  if (wrong !== undefined)
    throw new Error(
      `estimateStatistics: ${wrong} of batch ${index} is not finite; check the images of this batch, and begin anew with index 0`,
    );
  for (const [name, momentum] of Object.entries(momenta)) {
    const [estimate, values] = [found(estimates, name), found(left, name)];
    if (momentum > 0)
      for (let i = 0; i < estimate.length; i++)
        estimate[i] = (estimate[i]! * index + values[i]! / momentum) / (index + 1);
  }
}
