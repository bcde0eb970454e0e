/** How far something long has come. */
export interface Metered {
  /** Pictures. */
  readonly done: number;
  /** Of all. */
  readonly total: number;
  /** Pictures a second. */
  readonly rate: number;
  /** Seconds to the end, at this rate. */
  readonly remaining: number;
}

export type OnMeter = (metered: Metered) => void | Promise<void>;

/** Reports at most ten times a second, and at the end. */
export function meter(total: number, onMeter: OnMeter): (done: number) => Promise<void> {
  const start = performance.now();
  let last = -Infinity;
  return async (done) => {
    const now = performance.now();
    if (now - last < 100 && done < total) return;
    last = now;
    const rate = (done / Math.max(now - start, 1)) * 1000;
    await onMeter({ done, total, rate, remaining: (total - done) / rate });
  };
}
