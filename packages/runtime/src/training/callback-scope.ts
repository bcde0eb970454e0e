import { nodeModule } from '../workers/host.ts';

interface Running {
  isOver: boolean;
}

interface Storage {
  run<Result>(store: Running, task: () => Result): Result;
  getStore(): Running | undefined;
}

/**
 * Tells whether a call comes from within a callback that is not over. Node, Deno and Bun know it for all that the callback
 * awaits; a page knows it until the first await.
 */
export function createCallbackScope() {
  let isSynchronous = false;
  let storage: Storage | undefined;
  return {
    isInside: (): boolean => isSynchronous || storage?.getStore()?.isOver === false,
    async run<Result>(callback: () => Result | Promise<Result>): Promise<Result> {
      // Only now, since hosts take note of every await from then on.
      storage ??= new (nodeModule<{ AsyncLocalStorage?: new () => Storage }>('async_hooks')?.AsyncLocalStorage ?? NoStorage)();
      const running = { isOver: false };
      let result: Result | Promise<Result>;
      isSynchronous = true;
      try {
        result = storage.run(running, callback);
      } finally {
        isSynchronous = false;
      }
      try {
        return await result;
      } finally {
        running.isOver = true;
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
