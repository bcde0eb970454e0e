import { join, relative } from 'node:path';
import type { Problem } from '@resnet-compile/dsl';
import { toDiagnostics } from '@resnet-compile/source';
import { compileModule, type CompiledNetwork, type TargetName } from './compile-module.ts';
import { moduleTypeOf } from './module-type.ts';
import { mistakes, readModels } from './read-models.ts';
import { report } from './report.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface CompileOptions {
  readonly out: string;
  readonly target?: TargetName;
  readonly timeout: number;
}

/** `resnet-compile model.ts …`: compiles every network of every file, then writes all of them or none. */
export async function compileCommand(paths: readonly string[], { out, target, timeout }: CompileOptions): Promise<void> {
  if (!(timeout > 0)) throw new UserError(`--timeout is ${timeout}; expected a positive number of seconds`);
  let start = performance.now();
  const compiled: { readonly network: CompiledNetwork; readonly seconds: number }[] = [];
  for (const path of paths) {
    const file = await readModels(path, timeout);
    const problems: Problem[] = [];
    for (const { name, network } of file.exports) {
      const result = compileModule(network, name, target);
      if ('problems' in result) problems.push(...result.problems);
      else compiled.push({ network: result, seconds: (performance.now() - start) / 1000 });
      start = performance.now();
    }
    if (problems.length) throw mistakes(toDiagnostics(problems, file.sources), file.sources);
  }
  const files = new Map<string, string>();
  for (const { network } of compiled) {
    const path = join(out, `${network.name}.js`);
    if (files.has(path)) throw new UserError(`two networks would be written to ${path}; nothing was written. Rename one of them, or compile them into different folders.`);
    files.set(path, network.module).set(join(out, `${network.name}.d.ts`), network.declarations);
  }
  const { file, note } = moduleTypeOf(out);
  await writeFiles(file ? new Map([file, ...files]) : files);
  for (const { network, seconds } of compiled) process.stdout.write(`${report(network, relative(process.cwd(), join(out, `${network.name}.js`)), seconds)}\n`);
  if (note) process.stdout.write(`${note}\n`);
}
