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

/** Within `fromOneCall`: where that was called. */
let known: { readonly position: SourcePosition | undefined } | undefined;

/** Within `withoutPositions`. */
let isNowhere = false;

function during<Result>(position: typeof known, run: () => Result): Result {
  if (isNowhere) return run();
  const before = known;
  known = position;
  try {
    return run();
  } finally {
    known = before;
  }
}

/** All that `make` makes stands where the user called: one stack trace, a sixth of a ResNet-152's compile time less. */
export const fromOneCall = <Result>(make: (position: SourcePosition | undefined) => Result): Result => {
  const position = callerPosition();
  return during({ position }, () => make(position));
};

/** What `make` makes stands nowhere, that of functions within it included: no stack trace is taken. */
export const withoutPositions = <Result>(make: () => Result): Result =>
  during({ position: undefined }, () => {
    const before = isNowhere;
    isNowhere = true;
    try {
      return make();
    } finally {
      isNowhere = before;
    }
  });

/** A function of the user's that is called within `fromOneCall`: what it makes stands in it. */
export const inUsersCode =
  <Given extends readonly unknown[], Result>(run: (...given: Given) => Result) =>
  (...given: Given): Result =>
    during(undefined, () => run(...given));

/** Where the user's code called the DSL: the innermost stack frame outside of this package. */
export function callerPosition(): SourcePosition | undefined {
  if (known) return known.position;
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
