import type { ParallelEngine } from '../src/index.ts';

/** Engines of ranks that live in one process: the sums are added in the order of the ranks. */
export function memoryEngines(ranks: number, checkEvery = 5): readonly ParallelEngine[] {
  let waiting: { readonly rank: number; readonly given: unknown; readonly answer: (all: readonly never[]) => void }[] =
    [];
  const meet = <Given>(rank: number, given: Given): Promise<readonly Given[]> =>
    new Promise((resolve) => {
      if (waiting.some((other) => other.rank === rank)) throw new Error(`rank ${rank} is here already`);
      waiting.push({ rank, given, answer: resolve as (all: readonly unknown[]) => void });
      if (waiting.length < ranks) return;
      const met = waiting.sort((a, b) => a.rank - b.rank);
      waiting = [];
      for (const { answer } of met) answer(met.map((each) => each.given) as never[]);
    });
  return Array.from({ length: ranks }, (_, rank) => ({
    rank,
    ranks,
    checkEvery,
    async sum(values) {
      const all = await meet(rank, values.slice());
      for (let i = 0; i < values.length; i++) values[i] = all.reduce((sum, each) => sum + each[i]!, 0);
      return values;
    },
    gather: (bytes) => meet(rank, bytes.slice()),
  }));
}
