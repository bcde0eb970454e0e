/** What this runtime asks of its host; `globalThis` differs between Node, Deno, Bun, pages and workers. */
interface HostScope {
  readonly document?: { readonly baseURI: string };
  readonly DedicatedWorkerGlobalScope?: new () => object;
  readonly crossOriginIsolated?: boolean;
  readonly Worker?: typeof Worker;
  readonly process?: { readonly type?: string; readonly getBuiltinModule?: (name: string) => unknown };
}

const scope = globalThis as unknown as HostScope;

export interface NodeThreads {
  readonly Worker: new (source: string | URL, options: object) => NodeWorker;
  readonly MessageChannel: typeof MessageChannel;
  readonly parentPort: { on(event: 'message', listener: (message: unknown) => void): void } | null;
  readonly workerData: unknown;
}
export interface NodeWorker {
  on(event: 'error' | 'exit' | 'messageerror', listener: (value?: unknown) => void): void;
  postMessage(message: unknown, transfer: readonly unknown[]): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<unknown>;
}

/**
 * A module of Node's own; Deno and Bun have them as well. Looked up by a name that bundlers for hosts without Node do not
 * find in the text, and refuse. Electron's pages have Node's modules, but cannot start its threads.
 */
export const nodeModule = <Module>(name: string): Module | undefined =>
  scope.process?.type === 'renderer'
    ? undefined
    : ((scope.process as Record<string, ((name: string) => unknown) | undefined> | undefined)?.[
        ['get', 'Builtin', 'Module'].join('')
      ]?.(`node:${name}`) as Module | undefined);

export const nodeThreads = (): NodeThreads | undefined => nodeModule('worker_threads');

/** A page's own thread, which must not freeze, and may not wait for others. What imitates a page in Node may. */
export const isPage = (): boolean => scope.document !== undefined && nodeThreads() === undefined;

/** A worker of one page or program. */
export const isWebWorker = (): boolean =>
  typeof scope.DedicatedWorkerGlobalScope === 'function' && globalThis instanceof scope.DedicatedWorkerGlobalScope;

/** Where relative addresses of a page begin. */
export const baseOfPage = (): string | undefined => (isPage() ? scope.document?.baseURI : undefined);

/** Whether this thread can share memory with workers, and wait for them: in a page, a worker's, and only where it is cross-origin isolated. */
export const canShareMemory = (): boolean =>
  typeof SharedArrayBuffer === 'function' &&
  scope.crossOriginIsolated !== false &&
  !isPage() &&
  (nodeThreads() !== undefined || typeof scope.Worker === 'function');
