/** A place in a file of the user's; lines and columns count from 1. */
export interface SourcePosition {
  /** A path or URL, as the host's stack traces name it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

const ownFolder = new URL('.', import.meta.url).href;

// A URL, or a path (of any platform, with whatever characters) where a source map named the file.
const framePattern = /(?:^|[\s(])(?<file>(?:file|https?):\/\/\S+|\/.+|[A-Za-z]:\\.+):(?<line>\d+):(?<column>\d+)\)?$/;

/** Where the user's code called the DSL: the innermost stack frame outside of this package. */
export function callerPosition(): SourcePosition | undefined {
  const host = Error as { stackTraceLimit?: number };
  const limit = host.stackTraceLimit;
  host.stackTraceLimit = 30;
  const stack = new Error('position').stack ?? '';
  if (limit !== undefined) host.stackTraceLimit = limit;
  for (const line of stack.split('\n')) {
    const frame = framePattern.exec(line)?.groups;
    if (!frame) continue;
    const { file } = frame as { file: string };
    if (file.startsWith(ownFolder) || `file://${file}`.startsWith(ownFolder)) continue;
    return { file, line: Number(frame['line']), column: Number(frame['column']) };
  }
  return undefined;
}
