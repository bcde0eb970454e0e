import type { CompiledModule } from '../compiled-module.ts';
import { baseOfPage, nodeThreads } from './host.ts';
import {
  givenWorker,
  NotAWorker,
  nodeFileWorker,
  nodeTextWorker,
  webTextWorker,
  webUrlWorker,
  type HostWorker,
} from './host-worker.ts';
import type { Answer, Role } from './opening.ts';
import type { Origin } from './origin.ts';

/** An open line to a worker that has answered. */
export interface Line {
  readonly port: MessagePort;
  onFailure(listener: (why: string) => void): void;
  end(): Promise<void>;
}

/** Who says nothing by then runs something else, or nothing. */
const patience = 10_000;

/**
 * Starts a worker of a module, in the first way that leads to one: each may fail, at once or later, and only a worker of
 * ours can give the answer that is waited for.
 *
 * @param given the caller's own worker, in place of all other ways
 * @throws {Error} that says of each way why it leads nowhere, {@link NotAWorker} where what was given is none.
 */
export async function startWorker(
  module: CompiledModule,
  role: Role,
  start: unknown,
  given?: Worker | (() => Worker),
): Promise<Line> {
  const reasons: string[] = [];
  for (const [way, make] of given
    ? [['the worker that was given', () => givenWorker(given)] as const]
    : waysOf(module.origin)) {
    try {
      return await openLine(make(), module, role, start);
    } catch (error) {
      if (error instanceof NotAWorker) throw error;
      reasons.push(`${way}: ${(error as Error).message}`);
    }
  }
  throw new Error(reasons.join('; ') || 'there are no workers here');
}

type Way = readonly [name: string, make: () => HostWorker];

/** The best first: a module's own address needs nothing of a Content-Security-Policy, its text no file and no server. */
function waysOf({ id, source, url }: Origin): readonly Way[] {
  const text = source === undefined ? undefined : `${source}.listen(${JSON.stringify(id)})`;
  const threads = nodeThreads();
  if (threads) {
    return [
      ...(text === undefined ? [] : [['from its text', () => nodeTextWorker(threads, text)] as const]),
      ...(text === undefined && url !== undefined ? [[url, () => nodeFileWorker(threads, url)] as const] : []),
    ];
  }
  if (typeof Worker !== 'function') return [];
  return [
    // Within a page's text, an address is the page's.
    ...(url === undefined || url === baseOfPage()?.split('#')[0] ? [] : [[url, () => webUrlWorker(url)] as const]),
    ...(text === undefined ? [] : [['from its text', () => webTextWorker(text)] as const]),
  ];
}

function openLine(worker: HostWorker, module: CompiledModule, role: Role, start: unknown): Promise<Line> {
  return new Promise((resolve, reject) => {
    const { port1: port, port2 } = new (nodeThreads()?.MessageChannel ?? MessageChannel)();
    let failed = (why: string): void => {
      clearTimeout(timeout);
      port.close();
      void worker.end();
      reject(new Error(why));
    };
    const timeout = setTimeout(() => failed(`no answer within ${patience / 1000} s`), patience);
    worker.onFailure((why) => failed(why));
    port.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('failed' in data) return failed(data.failed);
      clearTimeout(timeout);
      worker.release();
      failed = () => undefined;
      resolve({
        port,
        onFailure: (listener) => void (failed = listener),
        end() {
          failed = () => undefined;
          port.close();
          return worker.end();
        },
      });
    };
    try {
      worker.open({ resnetCompile: module.origin.id, role, module: asData(module, role), start, port: port2 });
    } catch (error) {
      failed((error as Error).message);
    }
  });
}

/** What of a module a worker needs: nothing for other devices, no functions, and as a thread no kernels, which it is given compiled. */
const asData = <Part>(part: Part, role: Role): Part =>
  typeof part === 'object' && part !== null && !Array.isArray(part)
    ? (Object.fromEntries(
        Object.entries(part)
          .filter(
            ([name, value]) =>
              typeof value !== 'function' && name !== 'webgpu' && !(name === 'shapes' && role === 'thread'),
          )
          .map(([name, value]) => [name, asData(value, role)]),
      ) as Part)
    : part;
