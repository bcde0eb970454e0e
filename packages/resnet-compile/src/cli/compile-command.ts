import { join, relative, resolve } from 'node:path';
import type { Precision } from '@resnet-compile/backend-webgpu';
import type { Problem } from '@resnet-compile/dsl';
import { collectProblems, readModelFile, toDiagnostics, type ModelFile } from '@resnet-compile/source';
import { compileTraining } from './compile-training.ts';
import { compileModule, type CompiledNetwork, type TargetName } from './compile-module.ts';
import { moduleTypeOf } from './module-type.ts';
import { mistakes } from './read-models.ts';
import { report, usualBatch } from './report.ts';
import { readRecord } from './tuning-file.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface CompileOptions {
  readonly out: string;
  readonly target?: TargetName;
  readonly precision: Precision;
  readonly train?: boolean;
  /** Bytes. */
  readonly memoryBudget?: number;
  /** Images at a time, where memory is counted. */
  readonly batch?: number;
  readonly timeout: number;
}

/** `resnet-compile model.ts …`: compiles every network of every file, then writes all of them or none. */
export async function compileCommand(paths: readonly string[], { out, target, precision, train = false, memoryBudget, batch, timeout }: CompileOptions): Promise<void> {
  if (!(timeout > 0)) throw new UserError(`--timeout is ${timeout}; expected a positive number of seconds`);
  if (train && target === 'js') throw new UserError('--train compiles for WebAssembly and WebGPU; there is no training step in plain JavaScript. Leave --target js out');
  if (precision === 'f16' && (target === 'cpu' || target === 'js')) throw new UserError(`--precision f16 is for WebGPU; the CPU computes in float32. Leave --target ${target} out`);
  if (memoryBudget !== undefined && !train) throw new UserError('--memory-budget is for the training step; add --train');
  if (batch !== undefined && !(Number.isSafeInteger(batch) && batch > 0)) throw new UserError(`--batch is ${batch}; expected a positive number of images`);
  let start = performance.now();
  const read: ModelFile[] = [];
  const compiled: { readonly network: CompiledNetwork; readonly seconds: number }[] = [];
  for (const path of paths) {
    const file = await readModelFile(path, { timeout });
    read.push(file);
    const record = await readRecord(path);
    const problems: Problem[] = [];
    for (const { name, network } of file.exports) {
      // What the DSL finds wrong has no shapes to check; the other networks of the file have.
      if (collectProblems(network).length) continue;
      const result = compileModule(network, name, target, record, precision);
      if ('problems' in result) problems.push(...result.problems);
      else {
        const add = (made: CompiledNetwork): void => {
          compiled.push({ network: made, seconds: (performance.now() - start) / 1000 });
          start = performance.now();
        };
        add(result);
        if (train) add(compileTraining(network, name, { target: target === 'js' ? undefined : target, ...(memoryBudget === undefined ? {} : { budget: { bytes: memoryBudget, batch: batch ?? usualBatch.training } }) }));
      }
    }
    const diagnostics = [...file.diagnostics, ...toDiagnostics(problems, file.sources)];
    if (diagnostics.length) throw mistakes(diagnostics, file.sources);
  }
  const files = filesOf(compiled.map(({ network }) => network), out, read);
  const { file, note } = moduleTypeOf(out);
  await writeFiles(file ? new Map([file, ...files]) : files);
  for (const { network, seconds } of compiled) process.stdout.write(`${report(network, relative(process.cwd(), join(out, `${network.name}.js`)), seconds, batch)}\n`);
  if (note) process.stdout.write(`${note}\n`);
}

/** By path. @throws {UserError} where two networks, or a network and a file that was read, would be one file. */
function filesOf(networks: readonly CompiledNetwork[], out: string, read: readonly ModelFile[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { name, module, declarations } of networks) {
    // Any string may be the name of an export.
    if (!/^[\p{L}\p{N}_$][\p{L}\p{N}_$. -]*$/u.test(name)) throw new UserError(`a network is exported as ${JSON.stringify(name)}, which cannot be the name of a file; nothing was written. Rename the export.`);
    const path = join(out, `${name}.js`);
    if (files.has(path)) throw new UserError(`two networks would be written to ${path}; nothing was written. Rename one of them, or compile them into different folders.`);
    if (read.some(({ sources }) => sources.text(resolve(path)) !== undefined)) throw new UserError(`the network ${name} would be written over ${path}, which it is made from; nothing was written. Choose another folder with --out.`);
    files.set(path, module).set(join(out, `${name}.d.ts`), declarations);
  }
  return files;
}
