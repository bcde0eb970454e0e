import * as fc from 'fast-check';
import { it } from 'vitest';

export * as fc from 'fast-check';

/** Property tests, seeded so that a run on another day finds what this one does. */
export const test = {
  prop: <T>(arbitrary: fc.Arbitrary<T>, law: string, holds: (value: T) => void): void =>
    it(law, () =>
      fc.assert(
        fc.property(arbitrary, (value) => holds(value)),
        { numRuns: 60, seed: 20151210 },
      ),
    ),
};
