import type { Tally } from '../evaluation.ts';
import type { Ranks } from './ranks.ts';

/** What all ranks counted on their shares of the test data; undefined where one was stopped. */
export async function sumTallies(ranks: Ranks, own: Tally | undefined): Promise<Tally | undefined> {
  const told = await ranks.exchange(own ? { classes: own.confusion.length, skipped: own.skipped } : null);
  if (!own || told.includes(null)) return undefined;
  const of = told.flatMap((each) => each ?? []);
  // A rank that had no images does not know.
  const classes = Math.max(...of.map((each) => each.classes));
  const numbers = [own.images, own.loss, own.top1, own.top5];
  const flat = new Float64Array(numbers.length + classes ** 2);
  flat.set([...numbers, ...own.confusion.flat()]);
  const [images, loss, top1, top5, ...counts] = (await ranks.sum(flat)) as Iterable<number> as [
    number,
    number,
    number,
    number,
    ...number[],
  ];
  return {
    images,
    loss,
    top1,
    top5,
    confusion: Array.from({ length: classes }, (_, k) => counts.slice(k * classes, (k + 1) * classes)),
    skipped: of.flatMap((each) => each.skipped),
  };
}
