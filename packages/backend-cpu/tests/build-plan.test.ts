import { dense, globalAveragePool, network } from '@resnet-compile/dsl';
import { expect, test } from 'vitest';
import { buildPlan } from '../src/index.ts';
import { graphOf, schedule } from './engine.ts';

test('every call names its kernel, also where one kernel is several calls', () => {
  // 1,000 channels leave some over when they are cut into slices.
  const program = schedule(graphOf(network({ input: [8, 5, 5] }, { pool: globalAveragePool(), fc: dense(1000) })));
  const { plan, kernelOf } = buildPlan(program);
  expect(program.kernels.map(({ name }) => name)).toEqual(['pool', 'fc']);
  expect(plan.calls.length).toBe(3);
  expect(kernelOf).toEqual([0, 1, 1]);
});
