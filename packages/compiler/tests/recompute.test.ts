import { parseProgram, printProgram, verifyProgram, type KernelProgram } from '@resnet-compile/ir';
import { runTrainingProgram, type RunInputs, type Values } from '@resnet-compile/reference';
import { cifarPreactResnet, cifarResnet, resnet, type Network } from '@resnet-compile/dsl';
import { describe, expect, it } from 'vitest';
import { compile, liveBytes } from '../src/index.ts';
import { inputsOf } from './evaluate.ts';
import { haloTarget } from './targets.ts';

function training(
  network: Network,
  memoryBudget?: number,
): { readonly program: KernelProgram; readonly plain: number } {
  let plain = 0;
  const compiled = compile(network, {
    name: 'net',
    target: haloTarget,
    mode: 'training',
    ...(memoryBudget === undefined ? {} : { memoryBudget }),
    onPass: ({ pass, input }) => {
      if (pass.name === 'recompute') plain = liveBytes(input as KernelProgram);
    },
  });
  if ('problems' in compiled) throw new Error('does not compile');
  return { program: compiled.program, plain };
}

const small = { stem: 'cifar', input: [3, 9, 7], classes: 5, width: 4, stages: [2, 2] } as const;
const networks: readonly (readonly [string, Network])[] = [
  ['basic', resnet({ ...small })],
  ['bottleneck', resnet({ ...small, block: 'bottleneck' })],
  ['pre-activated', resnet({ ...small, variant: 'v2' })],
  ['option A', resnet({ ...small, shortcut: 'A-split' })],
  ['plain', resnet({ ...small, shortcut: 'none' })],
  ['with a stem that pools', resnet({ ...small, stem: 'imagenet', input: [3, 33, 37] })],
];

const run = (program: KernelProgram, inputs: RunInputs, placed: boolean): ReadonlyMap<string, Values> =>
  runTrainingProgram(program, inputs, { placed }).results;

describe.each(networks)('%s', (_, network) => {
  it.each([undefined, 0])('with budget %s computes the very same', (budget) => {
    const { program, plain } = training(network, budget);
    verifyProgram(program);
    expect(printProgram(parseProgram(printProgram(program)))).toBe(printProgram(program));
    expect(liveBytes(program)).toBeLessThanOrEqual(plain);
    const { program: kept } = training(network, Infinity);
    const targets = {
      shape: [2, 5],
      data: Float64Array.from({ length: 10 }, (_unused, index) => (index % 6 === 0 ? 1 : 0)),
    };
    const inputs: RunInputs = { ...inputsOf(program, 2), targets };
    const expected = run(kept, inputs, false);
    for (const placed of [false, true]) {
      for (const [name, { data }] of run(program, inputs, placed))
        expect([name, [...data]]).toEqual([name, [...expected.get(name)!.data]]);
    }
  });
});

it('cheap activations alone save a third of a ResNet-20 step', () => {
  const { program, plain } = training(cifarResnet(20));
  expect(liveBytes(program) / plain).toBeLessThan(0.7);
});

it('meets a budget with as few blocks as it takes', () => {
  const free = liveBytes(training(cifarResnet(110)).program);
  for (const budget of [0.9 * free, 0.6 * free, 0.3 * free]) {
    const live = liveBytes(training(cifarResnet(110), budget).program);
    expect(live).toBeLessThanOrEqual(budget);
    expect(live).toBeGreaterThan(0.7 * budget);
  }
});

it('1,001 layers train in a fifteenth of the memory', () => {
  const { program, plain } = training(cifarPreactResnet(1001), 0);
  expect(liveBytes(program) / plain).toBeLessThan(1 / 15);
});
