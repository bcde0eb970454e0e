import type { Loading } from '../load-options.ts';
import type { Arrived } from '../read-place.ts';
import type { Replica } from '../replica.ts';
import { buffersOf } from '../take.ts';

/** A call of a replica's method, or the first of all, `load`. */
export interface Call {
  readonly call: number;
  readonly method: string;
  readonly given: readonly unknown[];
}

/** What comes back: how far loading is, and at the end of each call a result or an error. */
export type Returned = { readonly call: number } & (
  | { readonly progress: readonly [fraction: number, bytes?: Arrived] }
  | { readonly result: unknown }
  | { readonly error: { readonly name: string; readonly message: string } }
);

/** In a worker: answers the calls that come by `port`; the replica brings them into order. */
export function serveReplica(port: MessagePort, load: (loading: Loading) => Promise<Replica>): void {
  let replica: Partial<Replica> = {};
  const answer = async ({ call, method, given }: Call): Promise<unknown> => {
    if (method !== 'load')
      return (replica[method as keyof Replica] as (...given: readonly unknown[]) => Promise<unknown>)(...given);
    const onProgress: Loading['onProgress'] = (...progress) => port.postMessage({ call, progress } satisfies Returned);
    const loaded = await load({ ...(given[0] as Loading), onProgress });
    replica = loaded;
    return loaded.threads;
  };
  port.onmessage = ({ data }: MessageEvent<Call>) => {
    const { call } = data;
    answer(data).then(
      // What a replica returns is a copy of its own.
      (result) => port.postMessage({ call, result } satisfies Returned, [...buffersOf(result)]),
      (error: unknown) =>
        port.postMessage({
          call,
          error:
            error instanceof Error
              ? { name: error.name, message: error.message }
              : { name: 'Error', message: String(error) },
        } satisfies Returned),
    );
  };
}
