import { filePath, type PathRules } from './file-path.ts';
import type { SourceRange, Sources } from './sources.ts';

const frame = /(?:^|[\s(])(?<file>(?:file:\/\/|\/|[A-Za-z]:\\).*?):(?<line>\d+)(?::(?<column>\d+))?\)?$/;

/** The innermost frame of a stack trace that lies in the user's files; the start of the model file where there is none. */
export function userFrame(stack: string, sources: Pick<Sources, 'text' | 'locate'>, rules?: PathRules): SourceRange {
  for (const line of stack.split('\n')) {
    const found = frame.exec(line)?.groups;
    if (found?.['file'] === undefined) continue;
    const file = filePath(found['file'], rules);
    if (sources.text(file) !== undefined)
      return { file, line: Number(found['line']), column: Number(found['column'] ?? 1) };
  }
  return sources.locate(undefined);
}
