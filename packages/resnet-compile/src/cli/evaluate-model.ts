import { stagesOf } from '@resnet-compile/driver';
import type { LoadedNetwork } from '@resnet-compile/vision';
import type { Evaluation, EvaluationProgress } from '@resnet-compile/vision/evaluate';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { evaluationText } from './evaluation-text.ts';
import type { BuiltExport } from './read-models.ts';
import { refuseOverwriting } from './refuse-overwriting.ts';
import { UserError } from './user-error.ts';
import { loadOf, withWeights, type WeightsOptions } from './with-weights.ts';
import { writeFiles } from './write-files.ts';

export interface EvaluateCommandOptions extends WeightsOptions {
  readonly flip?: boolean;
  readonly tenCrop?: boolean;
  readonly scales?: readonly number[];
  readonly json?: boolean;
  readonly page?: string;
}

/** `resnet-compile evaluate model.ts folder --weights file`: how many pictures of a folder a network knows. */
export async function evaluateModel(model: string, folder: string, options: EvaluateCommandOptions): Promise<void> {
  const { page, json, tenCrop, scales } = options;
  if (tenCrop && scales)
    throw new UserError(
      'evaluate: --ten-crop and --scales exclude each other: at each scale the whole middle of a picture is seen',
    );
  if (page !== undefined) await refuseOverwriting(page, { 'the model file': model }, '--page');
  const evaluation = await withWeights('evaluate', model, options, async ({ chosen, preprocess, labels, weights }) => {
    const { evaluate } = await import('@resnet-compile/vision/evaluate');
    const loading = { weights, device: 'cpu', worker: true, threads: availableParallelism(), v8Flags: 'set' } as const;
    const networks: LoadedNetwork[] = [];
    const stopping = stopAtSignal();
    try {
      for (const stages of scales ? scales.map((scale) => stagesFor(chosen, scale)) : [chosen.stages])
        networks.push(await (await loadOf(stages))(loading));
      return await evaluate(networks, folder, {
        weights,
        ...(preprocess === undefined ? {} : { preprocess }),
        ...(labels === undefined ? {} : { labels }),
        corners: tenCrop === true,
        flip: tenCrop === true || options.flip === true,
        onProgress: progress(),
        signal: stopping.signal,
      });
    } finally {
      stopping.end();
      await Promise.all(networks.map((network) => network.dispose()));
    }
  });
  if (evaluation.pictures < evaluation.total) process.exitCode = 130;
  process.stdout.write(json ? `${JSON.stringify(dataOf(evaluation), null, 2)}\n` : evaluationText(evaluation));
  if (page === undefined) return;
  const { evaluationPage } = await import('@resnet-compile/vision/evaluate');
  const text = await evaluationPage(evaluation, folder, { title: `${basename(model)}, ${folder}` });
  await writeFiles(new Map([[page, text]]), undefined, '--page');
  process.stderr.write(`${page}\n`);
}

/** The same network for square images of a size. @throws {UserError} where it is none for these. */
function stagesFor({ name, stages: { network } }: BuiltExport, scale: number) {
  const stages = stagesOf({ ...network, input: [network.input[0], scale, scale] }, { name });
  if ('problems' in stages)
    throw new UserError(
      `evaluate: --scales: ${name} cannot be compiled for images of ${scale}×${scale}: ${stages.problems[0]?.message ?? ''}`,
    );
  return stages;
}

/** The first signal ends the evaluation, whose result so far is printed; a second one ends the process, as it does without. */
function stopAtSignal(): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  return { signal: controller.signal, end: () => process.off('SIGINT', stop) };
}

/** A line in a terminal; elsewhere one every ten seconds. */
function progress(): (progress: EvaluationProgress) => void {
  const { isTTY } = process.stderr;
  let last = performance.now();
  return ({ done, total, rate, top1 }) => {
    const now = performance.now();
    if (done < total && now - last < (isTTY ? 200 : 10_000)) return;
    if (!isTTY && done === total) return;
    last = now;
    const left = Math.ceil((total - done) / rate);
    const line = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} pictures, ${rate.toFixed(1)}/s, ${left} s left, ${((100 * top1) / done).toFixed(2)} % right`;
    process.stderr.write(isTTY ? `\r\u001b[K${line}${done < total ? '' : '\n'}` : `${line}\n`);
  };
}

/** As JSON: the matrix by rows. */
const dataOf = ({ confusion, labels, ...rest }: Evaluation): object => ({
  ...rest,
  labels,
  confusion: labels.map((_, own) => [...confusion.subarray(own * labels.length, (own + 1) * labels.length)]),
});
