import { totalBytes, type MemoryUse } from '@resnet-compile/plan/memory';
import { CannotCompile } from './cannot-compile.ts';

/** Most memory for training on batches of so many images. */
export interface Budget {
  readonly bytes: number;
  readonly batch: number;
}

/** Halos, padding and gaps of the arena over what is live: mostly 12 % at most, but more where little is kept. */
const headrooms = [1.15, 1.4] as const;

/**
 * Compiles a step as it is best, and where that needs more than the budget, again with what the activations may take of
 * it: what else there is does not depend on how much is computed again. The last try is the step that keeps least; what
 * it takes is a budget that can be kept.
 *
 * @throws {CannotCompile} with the least that a step takes.
 */
export function withinBudget<Step extends { readonly memory: (batch: number) => MemoryUse }>(
  name: string,
  budget: Budget | undefined,
  parts: number,
  compileStep: (memoryBudget?: number) => Step,
): Step {
  const free = compileStep();
  if (!budget) return free;
  const { bytes, batch } = budget;
  const needed = allBytes(free.memory(batch));
  if (needed <= bytes) return free;
  const others = needed - (free.memory(batch).step?.['activations'] ?? 0);
  const perImage = Math.max(0, bytes - others) / Math.ceil(batch / parts);
  let least = needed;
  for (const allowed of [...headrooms.map((headroom) => perImage / headroom), 0]) {
    const step = compileStep(allowed);
    const taken = allBytes(step.memory(batch));
    if (taken <= bytes) return step;
    if (allowed === 0) least = Math.min(least, taken);
  }
  throw new CannotCompile(
    `${name}: training on ${batch} images takes ${atLeast(least)} at the least, ${atLeast(others)} of it whatever is computed again; the memory budget allows ${atMost(bytes)}. Allow more, or take a smaller batch.`,
  );
}

const allBytes = ({ step = {}, inference = {} }: MemoryUse): number => totalBytes(step) + totalBytes(inference);

/** Rounded up, so that it is enough as a budget. */
const atLeast = (bytes: number): string => `${Math.ceil((bytes / 2 ** 20) * 10) / 10} MiB`;
const atMost = (bytes: number): string =>
  bytes < 2 ** 20 ? `${Math.floor(bytes / 2 ** 10)} KiB` : `${Math.floor((bytes / 2 ** 20) * 10) / 10} MiB`;
