import * as fc from 'fast-check';

/** Of all property tests, so that a run on another day finds what this one does; fast-check prints it where one fails. */
export const seed = 20151210;

/** Runs a law on `numRuns` values. */
export const holdsForAll = <T>(
  arbitrary: fc.Arbitrary<T>,
  numRuns: number,
  law: (value: T) => void | Promise<void>,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(arbitrary, async (value) => law(value)),
    { numRuns, seed },
  );
