import type { Library } from './library.ts';

/** What all ranks of the world do together: nonblocking, so that signals, timers and the data's workers go on meanwhile. */
export interface Collectives {
  /** Sums over all ranks, in place. */
  readonly sum: <Values extends Float32Array | Float64Array>(values: Values) => Promise<Values>;
  /** Each rank's bytes. */
  readonly gather: (bytes: Uint8Array) => Promise<readonly Uint8Array[]>;
  /** Waits on this thread until all have come here: what is left to whoever may not be asynchronous. */
  readonly meet: () => void;
}

/** Bytes a millisecond that are waited for without a pause: a fast wait for what is under way, an idle one for ranks that compute. */
const expectedSpeed = 2e5;
/** Milliseconds of the former before any transfer, and of a pause. */
const [patience, pause] = [2, 1];

export function collectivesOf(library: Library, rank: number, ranks: number): Collectives {
  const { handles, inPlace, ignoredStatus, func } = library;
  const { world, byte, int, float, double, sum } = handles;
  const allreduce = func('int MPI_Iallreduce(intptr_t, void *, int, handle, handle, handle, _Out_ handle *)');
  const allgather = func('int MPI_Iallgather(intptr_t, int, handle, void *, int, handle, handle, _Out_ handle *)');
  const allgatherv = func(
    'int MPI_Iallgatherv(void *, int, handle, void *, void *, void *, handle, handle, _Out_ handle *)',
  );
  const barrier = func('int MPI_Ibarrier(handle, _Out_ handle *)');
  const test = func('int MPI_Test(_Inout_ handle *, _Out_ int *, intptr_t)');

  /** Begins; what it gives says whether it is done. An error ends the job: that is MPI's default. */
  const begin = (start: (request: unknown[]) => void): (() => boolean) => {
    const [request, isDone] = [[0], [0]];
    start(request);
    return () => (test(request, isDone, ignoredStatus), isDone[0] !== 0);
  };
  const ended = async (isDone: () => boolean, bytes: number): Promise<void> => {
    const until = performance.now() + patience + bytes / expectedSpeed;
    while (!isDone())
      await new Promise<void>((resolve) =>
        performance.now() < until ? setImmediate(resolve) : setTimeout(resolve, pause),
      );
  };

  return {
    async sum(values) {
      const type = values instanceof Float32Array ? float : double;
      await ended(
        begin((request) => allreduce(inPlace, values, values.length, type, sum, world, request)),
        values.byteLength,
      );
      return values;
    },
    async gather(bytes) {
      const counts = new Int32Array(ranks);
      counts[rank] = bytes.length;
      await ended(
        begin((request) => allgather(inPlace, 1, int, counts, 1, int, world, request)),
        counts.byteLength,
      );
      let length = 0;
      const starts = counts.map((count) => (length += count) - count);
      const all = new Uint8Array(length);
      await ended(
        begin((request) => allgatherv(bytes, bytes.length, byte, all, counts, starts, byte, world, request)),
        all.length,
      );
      return Array.from(counts, (count, index) => all.subarray(starts[index]).subarray(0, count));
    },
    meet() {
      const isDone = begin((request) => barrier(world, request));
      while (!isDone()) sleep(pause);
    },
  };
}

/** Holds the thread. */
export const sleep = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};
