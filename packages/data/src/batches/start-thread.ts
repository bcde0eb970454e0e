import { nodeModule } from '../files/node-modules.ts';
import type { Thread } from './thread.ts';

/**
 * Starts the worker file `name`, which lies beside the module `base`. `startWebWorker` has to be written as
 * `() => new Worker(new URL('./name.js', import.meta.url), { type: 'module' })`, the form that bundlers look for.
 * @returns undefined where the host has no workers.
 */
export function startThread(startWebWorker: () => Worker, base: string, name: string): Thread | undefined {
  if (typeof Worker === 'function') return webThread(startWebWorker());
  const threads = nodeModule('worker_threads');
  // Beside the sources lies a .ts file, beside what is published a .js file.
  return threads && nodeThread(new threads.Worker(new URL(`${name}${base.endsWith('.ts') ? '.ts' : '.js'}`, base)));
}

function webThread(worker: Worker): Thread {
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    listen(onMessage, onError) {
      worker.onmessage = ({ data }) => onMessage(data);
      worker.onmessageerror = () => onError('a message could not be read');
      worker.onerror = (event) => {
        event.preventDefault();
        onError(event.message || 'it could not be started');
      };
    },
    keepAlive() {},
    stop: () => worker.terminate(),
  };
}

function nodeThread(worker: import('node:worker_threads').Worker): Thread {
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    listen(onMessage, onError) {
      worker.on('message', onMessage);
      worker.on('messageerror', ({ message }) => onError(message));
      worker.on('error', (error) => onError(error instanceof Error ? error.message : String(error)));
    },
    keepAlive: (alive) => void (alive ? worker.ref() : worker.unref()),
    stop: () => void worker.terminate(),
  };
}
