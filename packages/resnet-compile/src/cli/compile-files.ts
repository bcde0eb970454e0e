import { join, relative } from 'node:path';
import {
  type Backend,
  backends,
  CannotCompile,
  type CompiledNetwork,
  compileModule,
  compileTraining,
  type TargetName,
} from '@resnet-compile/driver';
import { itemOf } from '@resnet-compile/ir';
import type { Precision } from '@resnet-compile/plan/webgpu';
import { emittedFiles, type Emitted } from './emitted-files.ts';
import { emptiedByBundler } from './emptied-by-bundler.ts';
import { moduleTypeOf } from './module-type.ts';
import { distinct, readModels, type BuiltExport } from './read-models.ts';
import { report, usualBatch } from './report.ts';
import { readRecord } from './tuning-file.ts';
import { UserError } from './user-error.ts';
import { type WatchOptions, watchPasses } from './watched-passes.ts';
import { writeFiles } from './write-files.ts';

export interface CompileOptions extends WatchOptions {
  readonly out: string;
  readonly target?: TargetName;
  readonly precision: Precision;
  /** A program of its own for adapters that compute on the CPU. */
  readonly softwareGpu?: boolean;
  readonly train?: boolean;
  /** Bytes. */
  readonly memoryBudget?: number;
  /** Images at a time, where memory is counted. */
  readonly batch?: number;
  readonly timeout: number;
}

/** `resnet-compile model.ts …`: compiles every network of every file, then writes all of them or none. */
export async function compileFiles(paths: readonly string[], options: CompileOptions): Promise<void> {
  check(options);
  const { out, batch, timeout } = options;
  const watched = watchPasses(options, (text) => process.stdout.write(text));
  let start = performance.now();
  const read = await readModels(paths, { timeout, onPass: watched.onPass });
  const compiled: (Emitted & { readonly seconds: number })[] = [];
  for (const [index, { exports }] of read.entries()) {
    const model = itemOf(paths, index);
    for (const first of distinct(exports)) {
      for (const [made, at] of (await watched.whole(() => compileExport(first, model, options))) ?? []) {
        const seconds = (at - start) / 1000;
        for (const from of exports.filter(({ network }) => network === first.network))
          compiled.push({ network: made.renamed(from.name), from, model, seconds });
        start = at;
      }
    }
  }
  const passes = watched.report();
  if (options.stopAfter !== undefined) {
    process.stdout.write(passes);
    return;
  }
  const files = emittedFiles(compiled, out, read);
  const { file, note } = moduleTypeOf(out);
  await writeFiles(file ? new Map([file, ...files]) : files);
  // After the files, which are written even where nothing can be printed.
  if (passes) process.stdout.write(passes);
  for (const { network, seconds } of compiled)
    process.stdout.write(
      `${report(network, relative(process.cwd(), join(out, `${network.name}.js`)), seconds, batch)}\n`,
    );
  for (const line of [note, emptiedByBundler(out)]) if (line) process.stdout.write(`${line}\n`);
}

/** The module of a network and, where it is asked for, that of its training step, and when each was there. */
async function compileExport(
  { stages }: BuiltExport,
  model: string,
  { target, precision, softwareGpu, train, memoryBudget, batch }: CompileOptions,
): Promise<readonly (readonly [CompiledNetwork, at: number])[]> {
  const record = await readRecord(model);
  const timed = (network: CompiledNetwork) => [network, performance.now()] as const;
  const inference = timed(compileModule(stages, { target, precision, softwareGpu, record }));
  if (!train) return [inference];
  const budget = memoryBudget === undefined ? undefined : { bytes: memoryBudget, batch: batch ?? usualBatch.training };
  try {
    return [inference, timed(compileTraining(stages, { target, softwareGpu, budget }))];
  } catch (error) {
    throw error instanceof CannotCompile ? new UserError(`${error.message} Nothing was written.`) : error;
  }
}

function check({ target, precision, train = false, memoryBudget }: CompileOptions): void {
  if (train && target && !backends[target].training) {
    const all: readonly Backend[] = Object.values(backends);
    const training = all.flatMap((each) => (each.training ? [each.title] : []));
    throw new UserError(
      `--train compiles for ${training.join(' and ')}; there is no training step in ${backends[target].title}. Leave --target ${target} out`,
    );
  }
  if (target && !backends[target].precisions.includes(precision))
    throw new UserError(`--precision f16 is for WebGPU; the CPU computes in float32. Leave --target ${target} out`);
  if (memoryBudget !== undefined && !train)
    throw new UserError('--memory-budget is for the training step; add --train');
}
