import { shown } from '@resnet-compile/options';
import { isWebWorker, nodeThreads, type NodeThreads, type NodeWorker } from './host.ts';
import type { Opening } from './opening.ts';

/** A worker of the web or of Node, as far as it takes to open a line to it. */
export interface HostWorker {
  open(opening: Opening): void;
  onFailure(listener: (why: string) => void): void;
  /** It has answered: a process is not to wait for it, and errors of a caller's own worker are the caller's from now on. */
  release(): void;
  end(): Promise<void>;
}

/** Runs a text in a thread of Node's, without what the process was told to run first: that is the caller's, once. */
export const nodeTextWorker = ({ Worker }: NodeThreads, text: string): HostWorker =>
  nodeWorker(new Worker(text, { eval: true, execArgv: [], env: {}, name: 'resnet-compile' }));

/** Runs a file in a thread of Node's; it knows by its `workerData` that it is to answer. */
export const nodeFileWorker = ({ Worker }: NodeThreads, url: string): HostWorker =>
  nodeWorker(new Worker(new URL(url), { workerData: url, name: 'resnet-compile' }));

function nodeWorker(worker: NodeWorker): HostWorker {
  return {
    open: (opening) => worker.postMessage(opening, [opening.port]),
    onFailure(listener) {
      worker.on('error', (error) => listener(error instanceof Error ? error.message : String(error)));
      worker.on('exit', () => listener('the worker ended'));
    },
    release: () => worker.unref(),
    end: async () => void (await worker.terminate()),
  };
}

export const webUrlWorker = (url: string): HostWorker =>
  webWorker(new Worker(trusted(url), { type: 'module', name: 'resnet-compile' }), true);

export function webTextWorker(text: string): HostWorker {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = webWorker(new Worker(trusted(url), { name: 'resnet-compile' }), true);
  const revoke = (): void => URL.revokeObjectURL(url);
  return { ...worker, release: revoke, end: () => (revoke(), worker.end()) };
}

/** The caller gave, or made, something else. */
export class NotAWorker extends TypeError {}

/** What the caller gave: a worker of theirs, which goes on when a network ends, or a way to make one. */
export function givenWorker(given: Worker | (() => Worker)): HostWorker {
  const made = typeof given === 'function' ? given() : given;
  if (typeof (made as Partial<Worker> | undefined)?.postMessage !== 'function')
    throw new NotAWorker(`worker ${typeof given === 'function' ? 'makes' : 'is'} ${shown(made)}; expected a Worker`);
  const own = typeof given === 'function';
  if (typeof made.addEventListener === 'function') return webWorker(made, own);
  const worker = nodeWorker(made as unknown as NodeWorker);
  return own ? worker : { ...worker, end: () => Promise.resolve() };
}

function webWorker(worker: Worker, own: boolean): HostWorker {
  const listening = new AbortController();
  const { signal } = listening;
  return {
    open: (opening) => worker.postMessage(opening, [opening.port]),
    onFailure(listener) {
      worker.addEventListener(
        'error',
        (event) => {
          event.preventDefault();
          listener(event.message || 'it could not be started');
        },
        { signal },
      );
      worker.addEventListener('messageerror', () => listener('a message could not be read'), { signal });
    },
    release() {
      if (!own) listening.abort();
    },
    end: async () => {
      if (own) worker.terminate();
    },
  };
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** One policy for all modules of a page: its name may be taken once. */
const policyKey = Symbol.for('resnet-compile trusted types');

/** Where a page requires Trusted Types, addresses of workers need a policy: `trusted-types resnet-compile` allows it. */
function trusted(url: string): string {
  const scope = globalThis as { trustedTypes?: TrustedTypes; [policyKey]?: ReturnType<TrustedTypes['createPolicy']> };
  if (!scope.trustedTypes) return url;
  const policy = (scope[policyKey] ??= scope.trustedTypes.createPolicy('resnet-compile', {
    createScriptURL: (address) => address,
  }));
  return policy.createScriptURL(url);
}

/** In a worker: takes the opening that is meant for this module, and no other message. */
export function onOpening(id: string, serve: (opening: Opening) => void): void {
  const isOurs = (message: unknown): message is Opening => (message as Partial<Opening> | null)?.resnetCompile === id;
  const threads = nodeThreads();
  if (threads?.parentPort) {
    threads.parentPort.on('message', (message) => {
      if (isOurs(message)) serve(message);
    });
    return;
  }
  if (isWebWorker())
    (globalThis as unknown as Worker).addEventListener('message', (event) => {
      if (!isOurs(event.data)) return;
      event.stopImmediatePropagation();
      serve(event.data);
    });
}
