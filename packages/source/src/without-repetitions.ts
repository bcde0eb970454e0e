import type { Problem } from '@resnet-compile/dsl';
import type { Diagnostic } from './diagnostic.ts';
import { filePath } from './file-path.ts';
import type { Sources } from './sources.ts';
import { toDiagnostics } from './to-diagnostics.ts';

/**
 * Type errors without those that the DSL reports as well, with a hint of its own: on the line of the call or of the
 * option that is wrong.
 */
export function withoutRepetitions(
  errors: readonly Diagnostic[],
  problems: readonly Problem[],
  sources: Sources,
): readonly Diagnostic[] {
  const calls = problems.flatMap(({ position }) =>
    position ? [{ file: filePath(position.file), line: position.line }] : [],
  );
  const lines = new Set([...calls, ...toDiagnostics(problems, sources)].map(lineKey));
  return errors.filter((error) => !lines.has(lineKey(error)));
}

const lineKey = ({ file, line }: { readonly file: string; readonly line: number }): string => `${file}:${line}`;
