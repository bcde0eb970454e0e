import { familyTrainOracles, oracles } from '@resnet-compile/testing';
import { expect, it } from 'vitest';
import { trainOracle } from './train-oracle.ts';

/** The oracles that are trained. */
export const trained = oracles.filter(({ train }) => train).map((oracle) => oracle.case.name);

/** Holds the float64 reference against PyTorch's float64, within the tolerances of the oracles' README. */
export const expectOracles = (names: readonly string[], steps?: number): void =>
  it.each(names.map((name) => [steps === undefined ? name : `${name}: ${steps} step alone`, name] as const))(
    '%s',
    (_, name) => {
      const oracle = [...oracles, ...familyTrainOracles].find(({ case: net }) => net.name === name)!;
      const found = trainOracle(oracle, steps);
      expect(found.losses).toBeLessThan(1e-8);
      expect(found.gradients).toBeLessThan(1e-8);
      if (steps !== undefined) return;
      expect(found.change).toBeLessThan(1e-6);
      expect(found.ema ?? 0).toBeLessThan(1e-6);
      expect(found.ema === undefined).toBe(oracle.case.train!.ema === undefined);
    },
  );
