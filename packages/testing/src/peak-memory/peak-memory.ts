import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What a process does: the methods that it calls one after the other, with batches of so many images. */
export interface PeakMemoryOptions {
  readonly methods: readonly ('predict' | 'trainStep' | 'evaluate')[];
  readonly batch: number;
  /** A safetensors file. */
  readonly weights?: string;
}

/**
 * The largest resident memory, in bytes, of a process that loads a compiled module on the CPU and calls it, the host
 * included. What a module of next to nothing takes is the host's.
 */
export async function peakMemory(module: string, { methods, batch, weights }: PeakMemoryOptions): Promise<number> {
  const script = fileURLToPath(new URL('process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    script,
    module,
    methods.join(),
    String(batch),
    ...(weights === undefined ? [] : [weights]),
  ]);
  return Number(stdout);
}
