import { nodeModule } from '../workers/host.ts';

interface Running {
  isOver: boolean;
}

interface Storage {
  run<Result>(store: Running, task: () => Result): Result;
  getStore(): Running | undefined;
}

/** How long a callback may take before whoever waits for it is told that it may wait for them. */
const patience = 5_000;

/**
 * Tells whether a call comes from within a callback that is not over. Node, Deno and Bun know it for all that the callback
 * awaits; a page knows it until the first await, and warns of calls that have waited for the callback for long.
 */
export function createCallbackScope(warning: string) {
  let isSynchronous = false;
  let storage: Storage | undefined;
  let open: Running | undefined;
  return {
    isInside(): boolean {
      if (isSynchronous || storage?.getStore()?.isOver === false) return true;
      const waitedFor = open;
      if (waitedFor && storage instanceof NoStorage)
        setTimeout(() => {
          if (!waitedFor.isOver) console.warn(warning);
        }, patience);
      return false;
    },
    async run<Result>(callback: () => Result | Promise<Result>): Promise<Result> {
      // Only now, since hosts take note of every await from then on.
      const store = (storage ??= new (
        nodeModule<{ AsyncLocalStorage?: new () => Storage }>('async_hooks')?.AsyncLocalStorage ?? NoStorage
      )());
      const running: Running = { isOver: false };
      open = running;
      const begin = (): Result | Promise<Result> => {
        isSynchronous = true;
        try {
          return store.run(running, callback);
        } finally {
          isSynchronous = false;
        }
      };
      try {
        return await begin();
      } finally {
        running.isOver = true;
        open = undefined;
      }
    },
  };
}

class NoStorage implements Storage {
  run<Result>(_: Running, task: () => Result): Result {
    return task();
  }

  getStore(): undefined {}
}
