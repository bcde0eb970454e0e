import { resnetCombinations } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { emitKernels as emitForward } from '../src/emitters/forward.ts';
import { buildPlan, carryShapes, emitKernels, emitterFor, variants } from '../src/index.ts';
import type { KernelShape } from '../src/kernel-shape.ts';
import { graphOf, schedule } from './engine.ts';

const [[, network]] = resnetCombinations as readonly [(typeof resnetCombinations)[number]];
const { shapes } = buildPlan(schedule(graphOf(network)));
const spread: KernelShape = {
  map: [2, 2],
  channels: 4,
  paddedChannels: 4,
  core: { kind: 'spread', reads: [{ access: { x: 0, y: 0, image: 16 } }], tensors: 0, results: 0, factor: 1 / 4 },
  steps: [{ kind: 'store', access: { x: 16, y: 32, image: 64 }, sliced: false }],
};

describe('modules that predict', () => {
  it('need the lesser emitter, which emits the same', () => {
    expect(emitterFor(shapes)).toBe('forward');
    for (const name of Object.keys(variants) as (keyof typeof variants)[])
      expect(emitForward(carryShapes(shapes), name, { shared: false })).toEqual(
        emitKernels(carryShapes(shapes), name, { shared: false }),
      );
  });
  it('and it has no kernels of training', () => {
    expect(emitterFor([...shapes, spread])).toBe('everything');
    expect(() => emitForward(carryShapes([spread]), 'plain', { shared: false })).toThrow('no spread');
    expect(WebAssembly.validate(emitKernels(carryShapes([spread]), 'plain', { shared: true }).bytes)).toBe(true);
  });
});
