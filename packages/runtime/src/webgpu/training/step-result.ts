import { NonFiniteError } from '../../training/non-finite-error.ts';
import type { StepResult } from '../../training/training-engine.ts';
import type { findNonFinite } from './find-non-finite.ts';

/** taken, bad, loss, correct, norm, steps: see the backend's control buffer. */
export const resultBytes = 24;

/** What a step came to. `diagnose` runs it again. @throws {NonFiniteError} where it was not taken. */
export async function stepResult(
  name: string,
  bytes: ArrayBuffer,
  diagnose: () => ReturnType<typeof findNonFinite>,
): Promise<StepResult> {
  const words = new DataView(bytes);
  const word = (index: number): number => words.getUint32(index * 4, true);
  const loss = words.getFloat32(8, true);
  if (word(0)) return { loss, correct: word(3) };
  const { layer, statistic } = await diagnose();
  const bad = word(1);
  // The device need not compute with NaN, and may have made a number of it.
  const what =
    bad & 1
      ? `the loss is ${Number.isFinite(loss) ? NaN : loss}`
      : bad & 2
        ? 'a gradient is not finite'
        : `${statistic ?? 'a running statistic'} is not finite`;
  throw new NonFiniteError(name, word(5) + 1, what, layer);
}
