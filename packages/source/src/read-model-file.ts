import { createRequire } from 'node:module';
import { callback, checkOptions, checkValue, kind, positive, text, type Kinds } from '@resnet-compile/options';
import { collectProblems } from './collect-problems.ts';
import { checkReadable } from './check-readable.ts';
import { compilerOptions } from './compiler-options.ts';
import { inOrder, type Diagnostic } from './diagnostic.ts';
import { evaluationFailure } from './evaluation-failure.ts';
import { filePath } from './file-path.ts';
import { freezeDeeply } from './freeze-deeply.ts';
import { loadProject } from './load-project.ts';
import { localModules } from './local-modules.ts';
import type { ModelFile } from './model-file.ts';
import { projectSources } from './project-sources.ts';
import { readExports } from './read-exports.ts';
import { importResolver, type DslModules } from './resolve-import.ts';
import { noSources } from './sources.ts';
import { startEvaluation } from './start-evaluation.ts';
import { toDiagnostics } from './to-diagnostics.ts';
import { transpile } from './transpile.ts';
import { fromTypeScript, typeErrors } from './type-errors.ts';
import { withoutRepetitions } from './without-repetitions.ts';

export interface ReadOptions {
  /** Seconds that the model file may run; 10 by default. */
  readonly timeout?: number;
  /** Modules that stand for the DSL's names where the model's folder has none installed; by default our own DSL. */
  readonly dslModules?: DslModules;
  /** Takes what the model file prints; by default it goes to stderr. */
  readonly onOutput?: (text: string) => void;
}

const kinds: Kinds<ReadOptions> = {
  timeout: positive(),
  dslModules: kind('an object of paths by names', (value) => typeof value === 'object' && value !== null),
  onOutput: callback,
};

/**
 * Reads a user's model file: checks its types, with those of its local imports, evaluates it in a child process and
 * collects the networks that it exports and all mistakes. The user's mistakes never make it throw.
 * @throws {TypeError | RangeError} for options that are wrong.
 */
export async function readModelFile(path: string, options: ReadOptions = {}): Promise<ModelFile> {
  checkValue('readModelFile: the path', path, text);
  checkOptions('readModelFile', options, kinds);
  const { timeout = 10, dslModules = ownDsl(), onOutput = (text) => void process.stderr.write(text) } = options;
  const entry = filePath(path);
  const unreadable = checkReadable(entry);
  if (unreadable) return freezeDeeply({ exports: [], diagnostics: [unreadable], sources: noSources(entry) });

  const settings = compilerOptions(entry);
  const resolve = importResolver(settings, dslModules);
  const modules = localModules(entry, resolve);
  const { served, syntaxErrors } = transpile(modules, settings);
  const project = loadProject(modules, settings, resolve);
  const sources = projectSources(project, entry);
  const finish = (exports: ModelFile['exports'], diagnostics: readonly Diagnostic[]): ModelFile =>
    Object.freeze({ exports: freezeDeeply(exports), diagnostics: freezeDeeply(inOrder(diagnostics)), sources });
  if (syntaxErrors.length) return finish([], syntaxErrors.map(fromTypeScript));

  // The check blocks this process; the model file runs meanwhile in another.
  const evaluation = await startEvaluation(entry, served, onOutput);
  const errors = typeErrors(project, modules);
  const outcome = await evaluation.outcome(timeout);

  const failure = evaluationFailure(outcome, sources);
  // What does not compile is not blamed for how it runs.
  if (failure || !('exports' in outcome)) return finish([], errors.length || !failure ? errors : [failure]);
  const { exports, diagnostics } = readExports(outcome.exports, sources);
  const problems = exports.flatMap(({ network }) => collectProblems(network));
  return finish(exports, [
    ...diagnostics,
    ...toDiagnostics(problems, sources),
    ...withoutRepetitions(errors, problems, sources),
  ]);
}

function ownDsl(): DslModules {
  const dsl = createRequire(import.meta.url).resolve('@resnet-compile/dsl');
  return { 'resnet-compile': dsl, '@resnet-compile/dsl': dsl };
}
