import { compile } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import { verifyProgram, VerifyError, type KernelProgram, type Target } from '@resnet-compile/ir';
import {
  handMadeNetworks,
  holdsForAll,
  holdsForNetworks,
  randomMutations,
  randomNetworks,
} from '@resnet-compile/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWebGpuPlan, webgpuTarget, webgpuTrainingTarget } from '../src/index.ts';
import { buildStepPlan } from '../src/training/build-step-plan.ts';
import { layOutParameters } from '../src/training/lay-out-parameters.ts';

type Mode = 'inference' | 'training';
// Arithmetic is dear, so that Winograd's algorithm pays early.
const winograd: Target = { ...webgpuTarget, costs: { ...webgpuTarget.costs!, multiplyAdd: 1e6 } };
const ways: readonly (readonly [name: string, mode: Mode, target: Target])[] = [
  ['inference', 'inference', winograd],
  ['inference, stored as float16', 'inference', { ...winograd, storage: 'f16' }],
  ['training', 'training', webgpuTrainingTarget],
];

function programOf(network: Network, mode: Mode, target: Target): KernelProgram {
  const compiled = compile(network, { name: 'net', target, mode });
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return compiled.program;
}

/** With something to train. */
const networks = fc
  .oneof(
    randomNetworks,
    fc.constantFrom(...handMadeNetworks).map(([, network]) => network),
  )
  .filter((network) => programOf(network, 'inference', webgpuTarget).parameters.length > 0);

const places = ['buffer', 'shader', 'offset', 'from', 'to'];

/** A plan whose shaders lack nothing, and whose places are there. */
function expectPlanned(program: KernelProgram): void {
  const plan =
    program.target === webgpuTrainingTarget.name
      ? buildStepPlan(program, layOutParameters(program), 1)
      : buildWebGpuPlan(program);
  const missing: unknown[] = [];
  const text = JSON.stringify(plan, (key, value: unknown) => {
    const isPlace = places.includes(key);
    if (isPlace ? !((value as number) >= 0) : typeof value === 'number' && !Number.isFinite(value))
      missing.push([key, value]);
    return value;
  });
  expect(missing).toEqual([]);
  expect(text).not.toMatch(/undefined|NaN/);
}

describe.each(ways)('%s', (_, mode, target) => {
  it('runs random networks', () => holdsForNetworks(40, (network) => expectPlanned(programOf(network, mode, target))));

  it('refuses mutations of programs, or runs them', async () => {
    const [refused, run] = [new Set<string>(), new Set<string>()];
    await holdsForAll(fc.tuple(networks, randomMutations), 400, ([network, { name, apply }]) => {
      const mutated = apply(programOf(network, mode, target));
      try {
        verifyProgram(mutated, target);
      } catch (error) {
        expect(error).toBeInstanceOf(VerifyError);
        return void refused.add(name);
      }
      expectPlanned(mutated);
      run.add(name);
    });
    expect([refused.size, run.size].every((count) => count > 8)).toBe(true);
  });
});
