/** How far something long has come. */
export interface Progress {
  /** What is being done, e.g. the name of a file. */
  readonly what: string;
  /** Bytes of a download; files of a scan. */
  readonly done: number;
  /** Undefined where nobody knows. */
  readonly total: number | undefined;
  /** `done` a second, since it began. */
  readonly rate: number;
}

/** Told at most ten times a second, and at the end. */
export type OnProgress = (progress: Progress) => void;

const interval = 100;

/** Reports `done` at most ten times a second, and at the end. `before` was done in an earlier run. */
export function meter(
  what: string,
  total: number | undefined,
  onProgress: OnProgress | undefined,
  before = 0,
): (done: number, isEnd?: boolean) => void {
  const start = performance.now();
  let last = -Infinity;
  return (done, isEnd = false) => {
    const now = performance.now();
    if (!onProgress || (now - last < interval && !isEnd)) return;
    last = now;
    onProgress({ what, done, total: isEnd ? done : total, rate: ((done - before) / Math.max(now - start, 1)) * 1000 });
  };
}
