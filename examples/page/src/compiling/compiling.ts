import { wrap, type Remote } from 'comlink';
import type { Compiling } from './compile-worker.ts';

let started: Remote<Compiling> | undefined;

/** The compiler, in a worker that starts when it is first wanted. */
export const compiling = (): Remote<Compiling> =>
  (started ??= wrap<Compiling>(
    new Worker(new URL('./compile-worker.ts', import.meta.url), { type: 'module', name: 'compiler' }),
  ));

/** What a module exports, by its text. */
export async function importText<Module>(text: string): Promise<Module> {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    return (await import(/* @vite-ignore */ address)) as Module;
  } finally {
    URL.revokeObjectURL(address);
  }
}
