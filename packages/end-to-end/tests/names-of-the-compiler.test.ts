import { cpuTarget } from '@resnet-compile/backend-cpu';
import {
  buildWebGpuPlan,
  buildWebGpuTrainingPlan,
  webgpuTarget,
  webgpuTrainingTarget,
} from '@resnet-compile/backend-webgpu';
import { compile, type CompileOptions } from '@resnet-compile/compiler';
import {
  batchNorm,
  concatenate,
  conv,
  dense,
  dropout,
  globalAveragePool,
  maxPool,
  network,
  relu,
  residual,
  sequential,
  training,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';
import type { KernelProgram } from '@resnet-compile/ir';
import { describe, expect, test } from 'vitest';
import { leftOut, thorough } from './thorough.ts';
import { compiledModule } from './compiled-module.ts';
import { batchAt, trainingModule } from './training-module.ts';

/** A network of most kinds of layers, and behind it a convolution and a batch norm for each of the names, which one of them has. */
const named = (names: readonly string[]): Network =>
  network(
    { input: [2, 12, 12] },
    {
      conv1: conv(16, { kernel: 3 }),
      bn1: batchNorm(),
      relu1: relu(),
      pool: maxPool({ kernel: 2 }),
      block: residual({
        body: { conv1: conv(16, { kernel: 3 }), bn1: batchNorm(), relu1: relu(), conv2: conv(16), bn2: batchNorm() },
        shortcut: [conv(16), batchNorm()],
        activation: relu(),
      }),
      cat: concatenate({ left: conv(2), right: sequential([conv(2), dropout(0.1)]) }),
      ...Object.fromEntries(
        names.flatMap((name, index): [string, Layer][] => [
          [index % 2 ? name : `conv of ${index}`, conv(4, { bias: true })],
          [index % 2 ? `norm of ${index}` : name, batchNorm()],
        ]),
      ),
      mean: globalAveragePool(),
      fc: dense(3),
    },
  );

const ways: readonly (readonly [name: string, options: Omit<CompileOptions, 'name'>])[] = [
  ['inference on the CPU', { target: cpuTarget }],
  ['inference on WebGPU', { target: webgpuTarget }],
  ['training on the CPU', { target: cpuTarget, mode: 'training' }],
  ['training on WebGPU', { target: webgpuTrainingTarget, mode: 'training' }],
  ['training in little memory', { target: cpuTarget, mode: 'training', memoryBudget: 0 }],
];

function programOf(net: Network, options: Omit<CompileOptions, 'name'>): KernelProgram {
  const compiled = compile(net, { name: 'net', ...options });
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return compiled.program;
}

const idsOf = ({ prepare, buffers, tensors, kernels }: KernelProgram): readonly string[] => [
  ...[...prepare, ...buffers, ...tensors].map(({ id }) => id),
  ...kernels.map(({ name }) => name),
];

/** Every name that the compiler gives anything, whatever it compiles for, but those of layers that have parameters: theirs are taken. */
const usual = ways.map(([, options]) => programOf(named([]), options));
const parameters = new Set(usual[0]!.parameters.map(({ name }) => name));
const names = [
  ...new Set([...usual.flatMap(idsOf), 'output', 'input', 'loss', 'correct', 'bn1.mean.variance', 'images_2']),
].filter(
  (name) =>
    !['', 'pool', 'relu1', 'mean', 'block', 'cat'].includes(name) &&
    !parameters.has(`${name}.weight`) &&
    !parameters.has(`${name}.bias`),
);
const plain = names.map((_, index) => `layer${index}`);

test('they are many', () => {
  expect(names).toEqual(expect.arrayContaining(['images', 'targets', 'loss.value', 'bn1.mean', 'bn1.statistics']));
  expect(names.length).toBeGreaterThan(100);
});

describe('layers named as the compiler names what it makes', () => {
  test.each(ways)('%s: the same program', (_, options) => {
    const [hostile, usual] = [programOf(named(names), options), programOf(named(plain), options)];
    expect(new Set(idsOf(hostile)).size).toBe(new Set(idsOf(usual)).size);
    expect(hostile.kernels.map(({ core, shape, tile }) => [core.kind, shape, tile])).toEqual(
      usual.kernels.map(({ core, shape, tile }) => [core.kind, shape, tile]),
    );
    expect(hostile.buffers.map(({ shape, placement }) => [shape, placement])).toEqual(
      usual.buffers.map(({ shape, placement }) => [shape, placement]),
    );
  });

  test.skipIf(!thorough)(`each alone as well: none is met by another of them${leftOut}`, () => {
    const wrong = names.filter((name) => {
      try {
        for (const [, options] of ways) programOf(named([name]), options);
        return false;
      } catch {
        return true;
      }
    });
    expect(wrong).toEqual([]);
  });

  test('plans for WebGPU', () => {
    const optimizer = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0, decay: 'all' } as const;
    const declaration = { optimizer, clipNorm: null, accumulate: 1, ema: null };
    const few = 16;
    for (let first = 0; first < names.length; first += few) {
      const net = named(names.slice(first, first + few));
      expect(() => buildWebGpuPlan(programOf(net, ways[1]![1]))).not.toThrow();
      expect(() => buildWebGpuTrainingPlan(programOf(net, ways[3]![1]), declaration)).not.toThrow();
    }
  });

  test('predictions are the same bits', async () => {
    const [hostile, usual] = [named(names), named(plain)].map((net) => compiledModule(net, 'cpu'));
    const networks = [await hostile!.load({ seed: 3 }), await usual!.load()] as const;
    const state = Object.values(await networks[0].stateDict()) as readonly Float32Array[];
    await networks[1].loadStateDict(
      Object.fromEntries(usual!.model.parameters.map(({ name }, at) => [name, state[at]!])),
    );
    const { images } = batchAt(usual!.model, 0, 2);
    expect(await networks[0].predict(images)).toEqual(await networks[1].predict(images));
  });

  test('steps of training are the same bits', async () => {
    const modules = [named(names), named(plain)].map((net) => trainingModule(training(net, { ema: 0.9 })));
    const [hostile, usual] = [
      await modules[0]!.load({ device: 'cpu', seed: 3 }),
      await modules[1]!.load({ device: 'cpu', seed: 3 }),
    ];
    const state = Object.values(await hostile.stateDict()) as readonly Float32Array[];
    const { model } = modules[1]!;
    await usual.loadStateDict(Object.fromEntries(model.parameters.map(({ name }, at) => [name, state[at]!])));
    for (let step = 0; step < 3; step++) {
      const batch = { ...batchAt(model, step, 4), learningRate: 0.01 };
      expect(await hostile.trainStep(batch)).toEqual(await usual.trainStep(batch));
    }
    expect(Object.values(await hostile.stateDict())).toEqual(Object.values(await usual.stateDict()));
    await hostile.dispose();
    await usual.dispose();
  });
});
