import type { CompiledModule } from '../compiled-module.ts';
import type { Loading } from '../load-options.ts';
import type { Replica } from '../replica.ts';
import type { ThreadStart } from '../threads/thread-pool.ts';
import { serveReplica } from './serve-replica.ts';
import type { Answer, Opening } from './opening.ts';

/** What a device's workers can do. */
export interface Served<Module extends CompiledModule = CompiledModule> {
  /** Holds a network for a page, or for a server that goes on meanwhile. */
  readonly network: (module: Module, loading: Loading) => Promise<Replica>;
  /** Makes ready to work; what it returns works, without an end. */
  readonly thread: (module: Module, start: ThreadStart<never>) => () => never;
}

/**
 * In a worker: answers the opening, and does what it says.
 *
 * @param complete adds what no message carries
 * @param url the worker's own file, where that serves
 */
export const serverOf =
  <Module extends CompiledModule>(
    { network, thread }: Served<Module>,
    complete: (module: Module) => Module,
    url?: string,
  ) =>
  ({ role, module: given, start, port }: Opening): void => {
    const say = (answer: Answer): void => port.postMessage(answer);
    // Further workers start from where this one did, if that is a file that serves.
    const module = url === undefined ? given : { ...given, origin: { ...given.origin, url } };
    try {
      const whole = complete(module as Module);
      if (role === 'network') serveReplica(port, (loading) => network(whole, loading));
      else {
        const join = thread(whole, start as ThreadStart<never>);
        // Whoever waits for tasks sees no messages, and some hosts send none: the answer has arrived when one comes back.
        port.onmessage = () => join();
      }
      say({ ready: true });
    } catch (error) {
      say({ failed: (error as Error).message });
    }
  };
