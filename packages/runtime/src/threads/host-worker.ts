export interface RunningWorker {
  terminate(): unknown;
}

interface NodeThreads {
  readonly Worker: new (url: URL, options: { readonly workerData: unknown; readonly name: string }) => NodeWorker;
  readonly workerData: unknown;
  readonly parentPort: { postMessage(message: unknown): void } | null;
}
interface NodeWorker extends RunningWorker {
  on(event: 'message' | 'error' | 'exit', listener: (value?: unknown) => void): void;
  unref(): void;
}
interface WorkerScope {
  readonly name?: string;
  readonly document?: unknown;
  readonly location?: { readonly href: string };
  readonly crossOriginIsolated?: boolean;
  readonly process?: { getBuiltinModule?: (name: string) => unknown };
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as WorkerScope;

/** Node's worker threads, which Deno has as well. */
const nodeThreads = (): NodeThreads | undefined => scope.process?.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined;

/** Whether memory can be shared with workers: in a page, only where it is cross-origin isolated. */
export const canShareMemory = (): boolean =>
  typeof SharedArrayBuffer === 'function' && scope.crossOriginIsolated !== false && (nodeThreads() !== undefined || typeof Worker === 'function');

/** Long enough for any machine: a worker that says nothing by then runs something else. */
const patience = 20_000;

/**
 * Starts a worker on the module `url`, which answers by `serveWorker` of the same name; resolves when it is ready. In
 * Node, it does not keep the process alive. @throws {Error} that says why there is none.
 */
export function startWorker(url: string, name: string, start: unknown): Promise<RunningWorker> {
  return new Promise((resolve, reject) => {
    const fail = (why: unknown): void => {
      clearTimeout(timeout);
      worker?.terminate();
      reject(why instanceof Error ? why : new Error(`${url}: ${String(why)}`));
    };
    const timeout = setTimeout(() => fail(`no answer within ${patience / 1000} s`), patience);
    let worker: RunningWorker | undefined;
    const threads = nodeThreads();
    try {
      if (threads) {
        const started = new threads.Worker(new URL(url), { workerData: { name, start }, name });
        worker = started;
        started.on('message', ready);
        started.on('message', () => started.unref());
        started.on('error', fail);
        started.on('exit', () => fail('the worker ended'));
      } else {
        const started = new Worker(url, { type: 'module', name });
        worker = started;
        started.onmessage = ready;
        started.onerror = ({ message }) => fail(message || 'the worker could not be started');
        started.postMessage(start);
      }
    } catch (error) {
      fail(error);
    }

    function ready(): void {
      clearTimeout(timeout);
      resolve(worker!);
    }
  });
}

/** In a worker that was started under this name: says that it is ready, and serves, without an end. */
export function serveAsThread<Start>(url: string, name: string, serve: (start: Start) => never): void {
  const threads = nodeThreads();
  if (threads) {
    const given = threads.workerData as { readonly name?: unknown; readonly start: Start } | null;
    if (given?.name !== name) return;
    threads.parentPort!.postMessage('ready');
    // Within the import: of a bundle that holds this module, nothing else is run.
    return serve(given.start);
  }
  if (scope.name !== name || scope.document !== undefined || scope.location?.href !== url) return;
  scope.onmessage = ({ data }) => {
    scope.postMessage('ready');
    serve(data as Start);
  };
}
