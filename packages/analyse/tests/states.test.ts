import { resnet } from '@resnet-compile/dsl';
import { images } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { lesion, passThrough, permuted } from '../src/index.ts';
import { loaded } from './loaded.ts';

const small = { width: 4, stem: 'cifar', input: [3, 8, 8], classes: 5 } as const;
const pictures = images(0, [3, 3, 8, 8]).data;

/** The state without blocks that are not there, the others moved up: `layer1.2` becomes `layer1.1`. */
const without = (state: Record<string, Float32Array>, block: string, last: string): Record<string, Float32Array> =>
  Object.fromEntries(
    Object.entries(state).flatMap(([name, values]) =>
      name.startsWith(`${block}.`) ? [] : [[name.startsWith(`${last}.`) ? name.replace(last, block) : name, values]],
    ),
  );

const difference = (a: Float32Array, b: Float32Array): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

test.each([
  ['basic', 'original', {}, 'layer1.1', 'layer1.2'],
  ['bottleneck', 'original', { block: 'bottleneck' }, 'layer1.1', 'layer1.2'],
  ['pre-activated, with a gate', 'v2', { variant: 'v2', attention: 'se' }, 'stages.0.blocks.1', 'stages.0.blocks.2'],
] as const)('a lesion is the network without the block: %s', async (_, __, options, block, last) => {
  const whole = await loaded(resnet({ ...small, ...options, stages: [3, 1] }));
  const state = await whole.stateDict();
  await whole.loadStateDict(lesion(state, [block]));
  const less = await loaded(resnet({ ...small, ...options, stages: [2, 1] }), without(state, block, last));
  expect(difference(await whole.predict(pictures), await less.predict(pictures))).toBeLessThan(1e-6);
  expect(() => lesion(state, ['layer1.7'])).toThrow(/^the state has nothing of the layer "?layer1.7"?/);
  await Promise.all([whole.dispose(), less.dispose()]);
});

test('where a shortcut changes the shape, it reads the pre-activation still', async () => {
  const net = await loaded(
    resnet({
      ...small,
      variant: 'v2',
      shortcut: 'A',
      stages: [1, 1],
      outputs: ['stages.1.blocks.0', 'stages.1.blocks.0.norm1'],
    }),
  );
  const state = await net.stateDict();
  await net.loadStateDict(lesion(state, ['stages.1.blocks.0']));
  const found = await net.run(pictures);
  const [normed, given] = [found['stages.1.blocks.0.norm1']!, found['stages.1.blocks.0']!];
  // Every second pixel of what the ReLU gives, and as many zeros.
  const expected = new Float32Array(given.length);
  for (let n = 0; n < 3; n++)
    for (let channel = 0; channel < 4; channel++)
      for (let pixel = 0; pixel < 16; pixel++)
        expected[(n * 8 + channel) * 16 + pixel] = Math.max(
          0,
          normed[(n * 4 + channel) * 64 + (pixel >> 2) * 16 + (pixel & 3) * 2]!,
        );
  expect(Math.max(...expected)).toBeGreaterThan(0);
  expect(difference(given, expected)).toBeLessThan(1e-6);
  await net.dispose();
});

test('layers of a plain network that are passed through are not there', async () => {
  const plain = { ...small, shortcut: 'none' } as const;
  const whole = await loaded(resnet({ ...plain, stages: [3, 1] }));
  const state = await whole.stateDict();
  const { parameters } = whole.model;
  await whole.loadStateDict(passThrough(state, parameters, ['layer1.1']));
  const less = await loaded(resnet({ ...plain, stages: [2, 1] }), without(state, 'layer1.1', 'layer1.2'));
  expect(difference(await whole.predict(pictures), await less.predict(pictures))).toBeLessThan(1e-5);
  expect(() => passThrough(state, parameters, ['layer2.0'])).toThrow(
    'layer2.0.conv1.weight is 8×4×3×3; expected filters of an odd size, with as many outputs as inputs',
  );
  await Promise.all([whole.dispose(), less.dispose()]);
});

test('blocks in another order are a network whose blocks were named so', async () => {
  const whole = await loaded(resnet({ ...small, stages: [4, 1] }));
  const state = await whole.stateDict();
  const blocks = [1, 2, 3].map((n) => `layer1.${n}`);
  const turned = permuted(state, blocks, [1, 2, 0]);
  // Without the one that came first, which is the last now: by names alone.
  const named = Object.entries(state).flatMap(([name, values]) =>
    name.startsWith('layer1.1.') ? [] : [[name.replace(/^layer1\.([23])/, (_, n) => `layer1.${n - 1}`), values]],
  );
  const less = await loaded(resnet({ ...small, stages: [3, 1] }), Object.fromEntries(named));
  await whole.loadStateDict(lesion(turned, ['layer1.3']));
  expect(difference(await whole.predict(pictures), await less.predict(pictures))).toBeLessThan(1e-6);
  expect(permuted(turned, blocks, [2, 0, 1])).toEqual(state);
  expect(() => permuted(state, blocks, [0, 0, 1])).toThrow('the order is 0, 0, 1; expected each of 0 to 2 once');
  expect(() => permuted(state, ['layer1.1', 'layer2.0'], [1, 0])).toThrow('cannot change places');
  await Promise.all([whole.dispose(), less.dispose()]);
});
