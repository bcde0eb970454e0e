import type { Maker } from './makers.ts';
import type { Job, MadeBatch } from './plan.ts';

/** The batches of the steps `start` to `end` − 1, in order; where the maker is parallel, `prefetch` of them are under way ahead. */
export async function* makeInOrder(
  maker: Maker,
  jobOf: (step: number) => Job,
  start: number,
  end: number,
  prefetch: number,
): AsyncGenerator<MadeBatch> {
  const ahead = maker.isParallel ? prefetch : 0;
  const underWay: Promise<MadeBatch>[] = [];
  try {
    for (let asked = start; ;) {
      for (; asked < end && underWay.length <= ahead; asked++) {
        const made = maker.make(jobOf(asked));
        made.catch(() => {}); // Whoever takes it sees the error; it may be nobody.
        underWay.push(made);
      }
      const next = underWay.shift();
      if (!next) return;
      // Only who waits for a batch keeps the process from ending.
      maker.keepAlive(true);
      const made = await next;
      maker.keepAlive(false);
      yield made;
    }
  } finally {
    maker.stop();
  }
}
