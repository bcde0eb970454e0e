import type { Problem } from '@resnet-compile/dsl';
import { inOrder, type Diagnostic } from './diagnostic.ts';
import type { Sources } from './sources.ts';

/**
 * Problems, the DSL's or the compiler's, as diagnostics at their exact places: sorted, and each mistake once, however
 * many layers it went into.
 */
export function toDiagnostics(problems: readonly Problem[], sources: Sources): readonly Diagnostic[] {
  return inOrder(problems.map((problem) => toDiagnostic(problem, sources)));
}

function toDiagnostic({ code, message, hint, path, position, option }: Problem, sources: Sources): Diagnostic {
  // An option that does not exist is wrong in its name, all others in their values.
  const range = sources.locate(position, option, code === 'RC1101' ? 'name' : 'value');
  return { code, message, ...(hint === undefined ? {} : { hint }), ...(path === undefined ? {} : { path }), ...range };
}
