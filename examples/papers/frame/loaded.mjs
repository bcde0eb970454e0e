import { compiled } from './compiled.mjs';

/** A network of the DSL, compiled for training and loaded on the CPU: `use(network)` gives what this gives, and then it is disposed of. */
export async function loaded(network, options, use) {
  const { load } = await compiled(network).importModule();
  const each = await load({ device: 'cpu', ...options });
  try {
    return await use(each);
  } finally {
    await each.dispose();
  }
}

/** What `evaluate` says of a batch `{ images, labels }` with other weights: the loss, and the error in %. */
export async function evaluated(network, state, batch) {
  await network.loadStateDict(state);
  const { loss, correct } = await network.evaluate(batch);
  return { loss, error: 100 * (1 - correct / batch.labels.length) };
}
