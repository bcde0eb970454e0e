import { asNetwork, headOf } from '@resnet-compile/dsl';
import { modelFile, stateInFile } from '@resnet-compile/dsl/model-file';
import type { FineTuned, FinetuneEvent, FinetuneOptions } from '@resnet-compile/finetune';
import { shownName } from '@resnet-compile/options';
import { hub, readSafetensors, WeightsError, writeSafetensors } from '@resnet-compile/weights';
import { readMetadata } from '@resnet-compile/weights/safetensors';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { chooseExport } from './choose-export.ts';
import { optionalPackage } from './optional-package.ts';
import { readPreprocess } from './read-classes.ts';
import { readNetworks, type BuiltExport } from './read-models.ts';
import { UserError } from './user-error.ts';
import { weightsOfFile } from './weights-of-file.ts';
import { writeFiles } from './write-files.ts';

export interface TrainOptions extends Pick<
  FinetuneOptions,
  'trains' | 'epochs' | 'rate' | 'batchSize' | 'patience' | 'seed'
> {
  readonly data?: string;
  readonly test?: string;
  readonly from?: string;
  readonly out: string;
  readonly device: 'cpu' | 'webgpu' | 'auto';
  readonly threads?: number;
  readonly preprocess?: string;
  readonly export?: string;
}

/** `resnet-compile train model.ts --data flowers --from hf:timm/resnet18.a1_in1k`: teaches a network the classes of a folder. */
export async function train(model: string, options: TrainOptions): Promise<void> {
  const { data, from, out, preprocess, export: wanted, threads = availableParallelism(), ...rest } = options;
  if (data === undefined)
    throw new UserError(
      'train: it is not said on what; expected --data and a folder that has a folder of pictures for each class',
    );
  const { finetune } = await optionalPackage(
    'train',
    'networks are trained',
    '@resnet-compile/finetune',
    () => import('@resnet-compile/finetune'),
  );
  const chosen = chooseExport(await readNetworks(model), wanted, model);
  try {
    const result = await finetune({
      ...rest,
      network: asNetwork(chosen.network),
      pictures: data,
      out,
      threads,
      v8Flags: 'set',
      ...(from === undefined ? {} : await weightsOf(chosen, from)),
      ...(preprocess === undefined ? {} : { preprocess: await readPreprocess('train', preprocess) }),
      onEvent: createLines(process.stdout),
    });
    await write(result, out, `${basename(data)}, ${chosen.name}`);
  } catch (error) {
    if (isTheirs(error, chosen.name)) throw new UserError(`train: ${error.message}`);
    throw error;
  }
}

/** What is wrong with pictures, weights or options is the user's to mend, and what ends a run is said by it. */
const isTheirs = (error: unknown, network: string): error is Error =>
  error instanceof Error &&
  (error instanceof WeightsError ||
    error instanceof RangeError ||
    error instanceof TypeError ||
    theirs.includes(error.name) ||
    error.message.startsWith(`${network}: `));

const theirs: readonly string[] = [
  'DataError',
  'TrainingError',
  'CheckpointError',
  'FolderInUseError',
  'MetricsError',
  'WritingError',
  'StoppedError',
];

/** With how pictures were prepared for them, where the file says it. */
async function weightsOf(
  chosen: BuiltExport,
  from: string,
): Promise<Pick<FinetuneOptions, 'preprocess'> & { readonly weights: object }> {
  const [, repository] = /^hf:(.+)$/.exec(from) ?? [];
  if (repository !== undefined) return { weights: hub(repository) };
  const { bytes, says } = await weightsOfFile(chosen, from, { except: [`${headOf(chosen.network).path}.*`] });
  return { weights: bytes, ...(says.preprocess === undefined ? {} : { preprocess: says.preprocess }) };
}

/** A model file for these classes, with its weights, and a page of the test pictures. */
async function write(result: FineTuned, out: string, title: string): Promise<void> {
  const [model, weights, pictures] = ['model.ts', 'model.safetensors', 'pictures.html'].map((name) =>
    join(out, name),
  ) as [string, string, string];
  const page = await result.page({ title });
  const file = result.safetensors();
  const written = modelFile(result.network);
  const state = stateInFile(readSafetensors(file).values(), written);
  await writeFiles(
    new Map<string, string | Uint8Array>([
      [model, written.text],
      [weights, writeSafetensors(state, readMetadata(file))],
      ...(page === null ? [] : [[pictures, page] as const]),
    ]),
  );
  const { evaluation, classes } = result;
  process.stdout.write(
    `${evaluation ? `best: ${percent(evaluation.top1)} of ${evaluation.images} test pictures right, loss ${evaluation.loss.toFixed(4)}; which: ${pictures}\n` : ''}` +
      `→ ${model}, ${weights}: ${classes.map((name) => shownName(name)).join(', ')}\n` +
      `Next: npx resnet-compile predict ${model} picture.jpg --weights ${weights}\n`,
  );
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

/** Lines of what comes before the run of everything, which shows itself. */
function createLines(terminal: NodeJS.WriteStream): (event: FinetuneEvent) => void {
  let shown = performance.now();
  let head: { readonly top1: number } | undefined;
  const say = (line: string): void => void terminal.write(terminal.isTTY ? `\r\x1b[K${line}\n` : `${line}\n`);
  return (event) => {
    if (event.kind === 'reading' || event.kind === 'features') {
      const { of, done, total, rate, remaining } = event;
      const line = `what the network sees of ${of === 'train' ? 'the pictures' : 'the test pictures'}: ${done}/${total}  ${rate.toFixed(0)} pictures/s  ${remaining.toFixed(0)} s left`;
      if (done === total) return say(line.replace(/ {2}\d+ s left$/, ''));
      if (performance.now() - shown < (terminal.isTTY ? 100 : 60_000)) return;
      shown = performance.now();
      if (terminal.isTTY) terminal.write(`\r\x1b[K${line.slice(0, (terminal.columns ?? 80) - 1)}`);
      else say(line);
    } else if (event.phase === 'head' && event.kind === 'evaluation') {
      if (!head || event.top1 > head.top1) head = event;
    } else if (event.phase === 'everything' && event.kind === 'start' && head)
      say(`the head alone: ${percent(head.top1)} right; now everything`);
  };
}
