import { ts, type Project } from 'ts-morph';
import type { Diagnostic } from './diagnostic.ts';
import { filePath } from './file-path.ts';
import type { LocalModule } from './local-modules.ts';

/** What TypeScript finds in the user's files; blocks until the check is done. */
export function typeErrors(project: Project, modules: readonly LocalModule[]): readonly Diagnostic[] {
  const program = project.getProgram().compilerObject;
  return modules
    .filter(({ owner }) => owner === 'user')
    .flatMap(({ path }) => {
      const file = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(fromTypeScript);
    });
}

/** TypeScript's diagnostic, which must belong to a file, as ours. */
export function fromTypeScript({ code, messageText, file, start = 0, length = 1 }: ts.Diagnostic): Diagnostic {
  if (!file) throw new Error(`TypeScript's diagnostic ${code} belongs to no file`);
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return {
    code: `TS${code}`,
    message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    file: filePath(file.fileName),
    line: line + 1,
    column: character + 1,
    length,
  };
}
