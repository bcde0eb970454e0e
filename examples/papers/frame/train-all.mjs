import { batches } from '@resnet-compile/data';
import { train } from '@resnet-compile/trainer';
import { readSafetensors } from '@resnet-compile/weights/safetensors';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiled } from './compiled.mjs';
import { kept } from './kept.mjs';

const points = 60;

/**
 * Trains networks one after the other, each in a folder of its own below `out`: what is finished is kept, what was interrupted goes on.
 * A run is `{ name, network, data: { train, test }, steps, schedule, evaluateEvery, seed, batchSize, augment, normalize, weights, except }`, as
 * `train`, `batches` and `load` take them.
 * @returns of each run, in their order: `name`; `curve`, means of `[step, loss, error in %]` over its sixtieth parts; `trainingError`, over its
 * last tenth; `testError`, and `tests`, `[step, error]` of each evaluation; `parameters`; `milliseconds`, the median of a step's processor time, null of less than two steps; `weights`, a file. Where the loss was not
 * finite, `failed` instead, what was said.
 */
export async function trainAll(runs, { out, threads = 1, v8Flags = 'set', progress = true }) {
  const results = [];
  for (const [index, run] of runs.entries()) {
    if (progress) console.log(`\n${index + 1} of ${runs.length}: ${run.name}`);
    const { seed = 1, steps } = run;
    const batchSize = Math.min(run.batchSize ?? 128, run.data.train.length);
    const folder = join(out, run.name);
    const { fingerprint, importModule } = compiled(run.network);
    const setting = { network: fingerprint, seed, steps, batchSize, images: run.data.train.length };
    results.push(
      await kept(join(folder, 'result.json'), setting, async () => {
        const { load, model } = await importModule();
        const weights = run.weights && { weights: run.weights };
        const except = run.except && { except: run.except };
        const network = await load({ device: 'cpu', v8Flags, seed, threads, ...weights, ...except });
        try {
          const result = await trainOne({ ...run, seed, batchSize, network }, folder, progress);
          return { name: run.name, parameters: model.parameterCount, ...result };
        } finally {
          await network.dispose();
        }
      }),
    );
  }
  return results;
}

async function trainOne({ network, data, augment = [], normalize, batchSize, ...run }, out, progress) {
  const times = [];
  try {
    const { evaluation, finished } = await train({
      network,
      data: {
        train: (place) => batches(data.train, { ...place, batchSize, dropLast: true, augment, normalize, workers: 0 }),
        test: () => batches(data.test, { batchSize: 500, shuffle: false, normalize, workers: 0 }),
      },
      steps: run.steps,
      schedule: run.schedule,
      seed: run.seed,
      evaluateEvery: run.evaluateEvery ?? run.steps,
      out,
      keep: 1,
      progress,
      onEvent({ kind }) {
        const { user, system } = process.cpuUsage();
        if (kind === 'step') times.push((user + system) / 1000);
      },
    });
    if (!finished) throw new Error('interrupted');
    return {
      ...recordsOf(out),
      testError: 100 * (1 - evaluation.top1),
      milliseconds: median(times.slice(1).map((time, index) => time - times[index])),
      weights: join(out, 'weights.safetensors'),
    };
  } catch (error) {
    if (!/not finite/.test(error.message)) throw error;
    return { failed: error.message };
  }
}

function recordsOf(out) {
  const records = readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const steps = records.filter(({ kind }) => kind === 'step');
  const mean = (records, value) => records.reduce((sum, record) => sum + value(record), 0) / records.length;
  const errorOf = ({ accuracy }) => 100 * (1 - accuracy);
  const length = Math.ceil(steps.length / points);
  return {
    curve: Array.from({ length: Math.ceil(steps.length / length) }, (_, k) => {
      const piece = steps.slice(k * length, (k + 1) * length);
      return [piece.at(-1).step, mean(piece, ({ loss }) => loss), mean(piece, errorOf)];
    }),
    tests: records.filter(({ kind }) => kind === 'evaluation').map(({ step, top1 }) => [step, 100 * (1 - top1)]),
    trainingError: mean(steps.slice(-Math.ceil(steps.length / 10)), errorOf),
  };
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1] ?? null;

/** The state dict in a file of weights, as a run leaves it. */
export const stateIn = (file) =>
  Object.fromEntries([...readSafetensors(readFileSync(file))].map(([name, { data }]) => [name, data]));
