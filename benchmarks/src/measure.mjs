import { openHost } from './hosts.mjs';
import { summarize } from './statistics.mjs';

/** Between two turns: a pool's threads spin for a moment after a call before they sleep. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
const warmUpMilliseconds = 2000;
/** Of the largest logit. */
const tolerance = 1e-3;

/**
 * Compares contenders on one case, in turn: every round times each of them once, from another one on each time, so that
 * a slower minute of the machine is everybody's.
 * @param {import('./options.mjs').Setting} setting
 * @param {Pick<import('./options.mjs').Options, 'nodeFlags' | 'rounds' | 'warmUp'>} options
 */
export async function measure({ contenders, ...setting }, { nodeFlags, rounds, warmUp }) {
  let entries = [];
  const failures = [];
  const fail = (contender, error) => {
    contender.stop();
    failures.push({ contender: contender.name, error: error.message });
  };
  const host = await openHost(setting.host);
  const { network, batch, threads } = setting;
  try {
    for (const name of contenders) {
      const contender = host.start(name, nodeFlags);
      try {
        const { logits, ...loaded } = await contender.load({
          network,
          batch,
          threads,
          files: host.files(network, batch),
        });
        const expected = entries[0]?.logits ?? logits;
        entries.push({ contender, loaded, logits, difference: checkAgreement(logits, expected), samples: [] });
      } catch (error) {
        fail(contender, error);
      }
    }
    for (const entry of entries) {
      await entry.contender.warmUp(Math.ceil(warmUp / batch), warmUpMilliseconds).catch((error) => {
        fail(entry.contender, error);
        entries = entries.filter((other) => other !== entry);
      });
    }
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < entries.length; turn++) {
        const { contender, samples } = entries[(round + turn) % entries.length];
        await pause();
        samples.push(await contender.time());
      }
    }
    const results = [];
    for (const { contender, loaded, difference, samples } of entries) {
      results.push({
        contender: contender.name,
        ...evaluate(samples, entries[0].samples),
        difference,
        ...loaded,
        ...(await contender.end()),
      });
    }
    return { ...setting, version: host.version, contenders: results, failures };
  } finally {
    for (const { contender } of entries) contender.stop();
    await host.close();
  }
}

function evaluate(samples, reference) {
  const milliseconds = samples.map((sample) => sample.milliseconds);
  return {
    milliseconds: summarize(milliseconds),
    // Round by round, since both sides of a round saw the same machine.
    ratioToFirst: summarize(milliseconds.map((value, round) => value / reference[round].milliseconds)),
    busyCores: summarize(samples.map((sample) => sample.cpuMilliseconds / sample.milliseconds)).median,
    samples: milliseconds,
  };
}

/** The largest difference between logits, relative to the largest logit. @throws {Error} where they are not one function's. */
function checkAgreement(logits, expected) {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(largest > 0 && Number.isFinite(largest))) throw new Error(`the largest logit is ${largest}`);
  if (logits.length !== expected.length) throw new Error(`${logits.length} logits, expected ${expected.length}`);
  const difference =
    logits.reduce((most, value, index) => Math.max(most, Math.abs(value - expected[index])), 0) / largest;
  if (!(difference <= tolerance))
    throw new Error(
      `computes something else than the first contender: logits differ by ${difference.toExponential(1)} of the largest`,
    );
  return difference;
}
