import { existsSync } from 'node:fs';
import { setImmediate as otherTasks } from 'node:timers/promises';
import { stagesOf } from '@resnet-compile/driver';
import type { Network } from '@resnet-compile/dsl';
import { printModel } from '@resnet-compile/dsl/model-file';
import { countLayers, reduce, type Reduction } from '@resnet-compile/dsl/reduce';
import { escapeLines } from '@resnet-compile/options';
import { readModelFile, toDiagnostics } from '@resnet-compile/source';
import { chooseExport } from './choose-export.ts';
import { moduleFault } from './module-fault.ts';
import { mistakes } from './read-models.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface ReduceCommandOptions {
  readonly export?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly train?: boolean;
  /** Whether devices are compared, and how far they may lie apart. */
  readonly check?: boolean;
  readonly tolerance: number;
  /** Seconds that the model file may run. */
  readonly timeout: number;
}

/**
 * `resnet-compile reduce model.ts`: takes away from a network that makes the compiler fail, or devices differ, whatever does
 * not matter for it, and writes what is left as a model file. Ended by Ctrl+C, it writes what it has found until then.
 */
export async function reduceModel(
  model: string,
  options: ReduceCommandOptions,
  faultOf = moduleFault(options.check ? options : { ...options, tolerance: undefined }),
): Promise<void> {
  const out = options.out ?? `${model.replace(/\.[^./\\]+$/, '')}.reduced.ts`;
  if (existsSync(out) && !options.force)
    throw new UserError(
      `${out} is there already; nothing was written. Add --force, or choose another file with --out.`,
    );
  const network = await readNetwork(model, options);
  const fault = await faultOf(network);
  if (!fault) throw new UserError(`${model}: ${nothingFails(options)}`);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const fails = async (candidate: Network): Promise<boolean> => {
    // Lets Ctrl+C arrive.
    await otherTasks();
    return (await faultOf(candidate))?.kind === fault.kind;
  };
  const smallest = await reduce(network, fails, { onProgress: progress(network), signal: stop.signal });
  process.off('SIGINT', interrupt);
  await writeFiles(new Map([[out, printModel(smallest, { factored: false })]]));
  const last = (await faultOf(smallest)) ?? fault;
  process.stdout.write(
    [
      `${model} → ${out}: ${countLayers(smallest.body)} of ${countLayers(network.body)} layers${stop.signal.aborted ? ', and it may become smaller: it was interrupted' : ''}`,
      `It still fails: ${escapeLines(last.message)}`,
      'Please attach this file to a report.',
      '',
    ].join('\n'),
  );
}

async function readNetwork(model: string, { timeout, export: wanted }: ReduceCommandOptions): Promise<Network> {
  const { exports, diagnostics, sources } = await readModelFile(model, { timeout });
  if (diagnostics.length) throw mistakes(diagnostics, [sources]);
  const { network } = chooseExport(exports, wanted, model);
  const problems = problemsOf(network);
  if (problems.length) throw mistakes(toDiagnostics(problems, sources), [sources]);
  return network;
}

/** A network whose shapes do not fit is the user's to mend; the compiler may fail on it before it says so. */
function problemsOf(network: Network) {
  try {
    const stages = stagesOf(network, { name: 'model' });
    return 'problems' in stages ? stages.problems : [];
  } catch {
    return [];
  }
}

const nothingFails = ({ check, train, tolerance }: ReduceCommandOptions): string =>
  check
    ? `it compiles, and devices agree within ${tolerance}; nothing was written. ${train ? '' : 'Add --train where the training step fails. '}`.trim()
    : `it compiles, so that there is nothing to reduce; nothing was written. Add --check to compare results of devices${train ? '' : ', or --train where the training step fails'}.`;

/** On a terminal one line that changes; else one in five seconds. */
function progress(network: Network): (reduction: Reduction) => void {
  const all = countLayers(network.body);
  const start = performance.now();
  const every = process.stderr.isTTY ? 200 : 5000;
  let last = start;
  return ({ layers, tried, done, of }) => {
    const now = performance.now();
    if (now - last < every && done < of) return;
    last = now;
    const rate = tried / ((now - start) / 1000);
    const line = `${layers} of ${all} layers left; ${tried} networks tried, ${rate.toFixed(1)}/s; ${of - done} to try in this pass, ${Math.ceil((of - done) / rate)} s`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}${done < of ? '' : '\n'}` : `${line}\n`);
  };
}
