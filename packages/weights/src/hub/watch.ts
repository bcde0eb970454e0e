import { Interrupted } from './interrupted.ts';
import type { StopSignal } from './stop-signal.ts';

/** Ends a request that says nothing for too long, or is not wanted any more. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Something was heard. */
  beat(): void;
  /** Does `work`, as long as something is heard. @throws {Interrupted} for whatever the connection does; the caller's reason. */
  during<Result>(work: Promise<Result>): Promise<Result>;
  end(): void;
}

export function watch(milliseconds: number, stop: StopSignal | undefined): Watch {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSilent = false;
  const stopped = (): void => controller.abort(stop?.reason);
  const beat = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isSilent = true;
      controller.abort();
    }, milliseconds);
  };
  stop?.addEventListener('abort', stopped);
  if (stop?.aborted) stopped();
  return {
    signal: controller.signal,
    beat,
    async during(work) {
      beat();
      try {
        return await work;
      } catch (error) {
        if (stop?.aborted) throw stop.reason;
        if (isSilent) throw new Interrupted(`nothing came for ${milliseconds / 1000} s`, { tries: 2 });
        throw new Interrupted(reasonOf(error), { cause: error });
      } finally {
        clearTimeout(timer);
      }
    },
    end() {
      clearTimeout(timer);
      stop?.removeEventListener('abort', stopped);
      // Of a body that was not read to its end, the rest is not wanted.
      controller.abort();
    },
  };
}

/** The innermost cause that says something: of `fetch failed`, it lies one or two deep. */
function reasonOf(error: unknown): string {
  const { message, code, cause, errors } = error as Error & {
    readonly code?: string;
    readonly errors?: readonly unknown[];
  };
  const inner = cause ?? errors?.[0];
  return (inner instanceof Error && reasonOf(inner)) || message || (code ?? 'no reason was given');
}
