import type { LoadOptions } from '../load-options.ts';
import type { Network } from '../network.ts';

/** A call of a network's method, or the first of all, `load`. */
export interface Call {
  readonly call: number;
  readonly method: string;
  readonly argument: unknown;
}
export interface Returned {
  readonly call: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** In a worker: answers the calls that come by `port`; the network brings them into order. */
export function serveNetwork(port: MessagePort, load: (options: LoadOptions) => Promise<Network>): void {
  let network: Network | undefined;
  const answer = async ({ method, argument }: Call): Promise<unknown> => {
    if (method === 'load') return (network = await load(argument as LoadOptions)).threads;
    return (network![method as keyof Network] as (argument: unknown) => Promise<unknown>)(argument);
  };
  port.onmessage = ({ data }: MessageEvent<Call>) => {
    const { call } = data;
    answer(data).then(
      (result) => port.postMessage({ call, result } satisfies Returned, ArrayBuffer.isView(result) ? [result.buffer as ArrayBuffer] : []),
      (error: unknown) => port.postMessage({ call, error: error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) } } satisfies Returned),
    );
  };
}
