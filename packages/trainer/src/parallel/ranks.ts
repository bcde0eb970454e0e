import type { ParallelEngine } from './engine.ts';

/** The processes of a run, as the loop sees them; of one process alone, every call answers at once. */
export interface Ranks extends Pick<ParallelEngine, 'rank' | 'ranks' | 'sum'> {
  /** What each rank says, in their order: plain data. @throws {RankError} where one says that it has failed. */
  exchange<Value>(value: Value): Promise<readonly Value[]>;
  /** Rank 0's bytes on every rank. */
  broadcast(bytes: Uint8Array | undefined): Promise<Uint8Array | undefined>;
  /** Before an error leaves the run: tells the others, unless it came from there, and waits until all are that far. */
  fail(error: unknown): Promise<void>;
}

/** Another rank has failed; `cause.name` is that of its reason. */
export class RankError extends Error {
  /** `RankError`. */
  override readonly name = 'RankError';
}

const alone: Ranks = {
  rank: 0,
  ranks: 1,
  sum: async (values) => values,
  exchange: async (value) => [value],
  broadcast: async (bytes) => bytes,
  fail: async () => undefined,
};

/** What a rank sends: a value, or in its place why it makes no further calls. */
type Said<Value> = { readonly value: Value } | { readonly error: { readonly message: string; readonly name: string } };

export const ranksOf = (engine: ParallelEngine | undefined): Ranks =>
  engine && engine.ranks > 1 ? several(engine) : alone;

/**
 * A rank that fails says so in place of the next value. Every wait for others that may have failed is therefore an exchange; sums
 * and bytes follow one at once, with nothing between that could fail.
 */
function several(engine: ParallelEngine): Ranks {
  let isKnown = false;
  const tell = async <Value>(said: Said<Value>): Promise<readonly Said<Value>[]> =>
    (await engine.gather(new TextEncoder().encode(JSON.stringify(said)))).map(
      (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Said<Value>,
    );
  const exchange = async <Value>(value: Value): Promise<readonly Value[]> =>
    (await tell({ value })).map((said, rank) => {
      if (!('error' in said)) return said.value;
      isKnown = true;
      throw new RankError(`rank ${rank}: ${said.error.message}`, { cause: { name: said.error.name } });
    });
  return {
    rank: engine.rank,
    ranks: engine.ranks,
    sum: (values) => engine.sum(values),
    exchange,
    async broadcast(bytes) {
      const [isThere] = await exchange(bytes !== undefined);
      return isThere ? (await engine.gather(bytes && engine.rank === 0 ? bytes : new Uint8Array()))[0] : undefined;
    },
    async fail(error) {
      if (!isKnown) await tell({ error: reasonOf(error) });
      // Rank 0 may have a checkpoint to write before a launcher ends all processes with the first one that ends.
      await engine.gather(new Uint8Array());
    },
  };
}

/** What an error says, and the name of the one at the bottom of its causes. */
function reasonOf(error: unknown): { readonly message: string; readonly name: string } {
  if (!(error instanceof Error)) return { message: String(error), name: 'Error' };
  return { message: error.message, name: error.cause instanceof Error ? reasonOf(error.cause).name : error.name };
}
