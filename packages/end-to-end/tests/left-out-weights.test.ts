import { resnet, training } from '@resnet-compile/dsl';
import type { LoadOptions } from '@resnet-compile/runtime';
import { useSoftwareVulkan } from '@resnet-compile/testing';
import { writeSafetensors } from '@resnet-compile/weights';
import { beforeAll, describe, expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';
import { trainingModule } from './training-module.ts';

const tiny = resnet({ stages: [1], width: 4, stem: 'cifar', input: [3, 8, 8], classes: 5 });
const { load, model } = compiledModule(tiny, 'both', 'tiny');
const onWebGpu: { device: 'webgpu'; gpu?: GPU } = { device: 'webgpu' };
beforeAll(async () => {
  useSoftwareVulkan();
  onWebGpu.gpu = (await import('webgpu')).create([]);
});

type State = Readonly<Record<string, Float32Array>>;
const initial = async (seed: number): Promise<State> => (await load({ device: 'cpu', seed })).stateDict();
const isHead = (name: string): boolean => name.startsWith('fc.');
const headless = (state: State): State => Object.fromEntries(Object.entries(state).filter(([name]) => !isHead(name)));
const bytesOf = (state: State, ...more: Parameters<typeof writeSafetensors>[0][]): Uint8Array =>
  writeSafetensors([
    ...model.parameters.flatMap(({ name, shape }) => (state[name] ? [{ name, shape, data: state[name] }] : [])),
    ...more.flatMap((each) => [...each]),
  ]);
/** A head of another number of classes. */
const otherHead = [
  { name: 'fc.weight', shape: [7, 4], data: new Float32Array(28).fill(9) },
  { name: 'fc.bias', shape: [7], data: new Float32Array(7).fill(9) },
];

const trained = trainingModule(training(tiny));
describe.each<[string, typeof load, LoadOptions]>([
  ['on the caller’s thread', load, { device: 'cpu' }],
  ['in a worker', load, { device: 'cpu', worker: true }],
  ['on two threads', load, { device: 'cpu', threads: 2 }],
  ['on WebGPU', load, onWebGpu],
  ['in training', trained.load as typeof load, { device: 'cpu' }],
  ['in training, in a worker', trained.load as typeof load, { device: 'cpu', worker: true }],
])('%s', (place, load, options) => {
  test('what is left out has initial values of the seed, everything else the weights', async () => {
    const [first, second] = await Promise.all([initial(1), initial(2)]);
    const expected = { ...first, ...Object.fromEntries(Object.entries(second).filter(([name]) => isHead(name))) };
    const given: readonly NonNullable<LoadOptions['weights']>[] = [
      bytesOf(headless(first), otherHead),
      headless(first),
      bytesOf(headless(first)),
      { bytes: async () => bytesOf(headless(first), otherHead) },
      bytesOf(first),
      { ...headless(first), 'fc.weight': new Float32Array(28) },
    ];
    // What is read is the same everywhere; how it gets there is not.
    for (const weights of place === 'on the caller’s thread' ? given : given.slice(0, 2)) {
      const network = await load({ ...options, weights, except: ['fc.*'], seed: 2 });
      const state = await network.stateDict();
      expect(state).toEqual(expected);
      expect(Object.keys(state)).toEqual(model.parameters.map(({ name }) => name));
      await network.dispose();
    }
  });
});

test('without except, what is missing is named; what else is wrong is so with it as well', async () => {
  const state = await initial(1);
  await expect(load({ device: 'cpu', weights: bytesOf(headless(state)) })).rejects.toThrow(
    /missing fc\.weight[^]*missing fc\.bias/,
  );
  await expect(load({ device: 'cpu', weights: headless(state) })).rejects.toThrow('missing fc.weight');
  const { 'conv1.weight': _, ...rest } = state;
  await expect(load({ device: 'cpu', weights: rest, except: 'fc.*' })).rejects.toThrow('missing conv1.weight');
  const extra = { ...state, 'criterion.weight': new Float32Array(1) };
  await expect(load({ device: 'cpu', weights: extra, except: 'fc.*' })).rejects.toThrow('criterion.weight');
});

test('the list is read before the call returns', async () => {
  const except = ['fc.*'];
  const loading = load({ device: 'cpu', weights: headless(await initial(1)), except });
  except[0] = 'nothing';
  await expect(loading).resolves.toBeDefined();
});
