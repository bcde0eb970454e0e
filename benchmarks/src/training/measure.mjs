import { Contender } from '../contender.mjs';
import { summarize } from '../statistics.mjs';

const worker = new URL('worker.mjs', import.meta.url);
const warmUpMilliseconds = 2000;
/** Of the loss. */
const tolerance = 1e-3;

/**
 * Compares training steps, in turn: every round times each contender once, from another one on each time. Batch norm
 * makes a loss depend on its whole batch, so that losses are compared on batches of the same size.
 * @param {ReturnType<import('./options.mjs').parseOptions>} options
 */
export async function measure({ network, threads, batch, cpuBatch, contenders, nodeFlags, rounds, warmUp }) {
  const entries = [];
  const failures = [];
  try {
    for (const name of contenders) {
      const contender = new Contender(name, nodeFlags, worker);
      const size = name.startsWith('tfjs-cpu') ? cpuBatch : batch;
      try {
        const { loss, loadMilliseconds } = await contender.load({ network, threads, batch: size });
        const expected = entries.length ? (await entries[0].contender.firstLoss(size)).loss : loss;
        entries.push({
          contender,
          batch: size,
          loss,
          loadMilliseconds,
          difference: checkAgreement(loss, expected),
          samples: [],
        });
      } catch (error) {
        contender.stop();
        failures.push({ contender: name, error: error.message });
      }
    }
    for (const { contender } of entries) await contender.warmUp(warmUp, warmUpMilliseconds);
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < entries.length; turn++) {
        const { contender, samples } = entries[(round + turn) % entries.length];
        samples.push(await contender.time());
      }
    }
    const results = [];
    for (const entry of entries) results.push({ ...evaluate(entry, entries[0]), ...(await entry.contender.end()) });
    return { contenders: results, failures };
  } finally {
    for (const { contender } of entries) contender.stop();
  }
}

function evaluate({ contender, batch, loss, difference, loadMilliseconds, samples }, first) {
  const milliseconds = samples.map((sample) => sample.milliseconds);
  return {
    contender: contender.name,
    batch,
    milliseconds: summarize(milliseconds),
    // Per image, since batches differ; round by round, since both sides of a round saw the same machine.
    ratioToFirst: summarize(
      samples.map((sample, round) => sample.milliseconds / batch / (first.samples[round].milliseconds / first.batch)),
    ),
    busyCores: summarize(samples.map((sample) => sample.cpuMilliseconds / sample.milliseconds)).median,
    loss,
    difference,
    loadMilliseconds,
    samples: milliseconds,
  };
}

/** Relative to the loss. @throws {Error} where they are not one function's. */
function checkAgreement(loss, expected) {
  const difference = Math.abs(loss - expected) / Math.abs(expected);
  if (!(difference <= tolerance))
    throw new Error(`trains something else than the first contender: the first loss is ${loss}, expected ${expected}`);
  return difference;
}
