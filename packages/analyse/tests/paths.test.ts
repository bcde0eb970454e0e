import {
  conv,
  dense,
  flatten,
  globalAveragePool,
  identity,
  network,
  relu,
  residual,
  scale,
  sequential,
  training,
} from '@resnet-compile/dsl';
import { build, simplify } from '@resnet-compile/compiler';
import { runTaps, toState, toValues } from '@resnet-compile/reference';
import { fillState, images } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { alongPath, norms, pathLengths, seeded, someOf, type BlockGradients } from '../src/index.ts';
import { loaded } from './loaded.ts';

test('path lengths are binomial: exactly as by integers, and 95 % of 54 blocks’ within 19 to 35, as the paper says', () => {
  const parts = pathLengths(54);
  let choose = 1n;
  for (let k = 0; k <= 54; k++) {
    expect(parts[k]).toBeCloseTo(Number(choose) / 2 ** 54, 14);
    choose = (choose * BigInt(54 - k)) / BigInt(k + 1);
  }
  const within = parts.slice(19, 36).reduce((sum, part) => sum + part, 0);
  expect(within).toBeGreaterThan(0.95);
});

const shape = [4, 5, 5] as const;
const size = 4 * 5 * 5;
const batch = 2;
const body = () => sequential({ conv1: conv(4, { kernel: 3 }), relu: relu(), conv2: conv(4, { kernel: 3 }) });
const blocks = ['first', 'second', 'third'];
const whole = training(
  network(
    { input: [...shape] },
    {
      images: identity(),
      ...Object.fromEntries(blocks.map((name) => [name, residual({ body: body() })])),
      last: identity(),
      pool: globalAveragePool(),
      fc: dense(3),
    },
  ),
  { gradients: ['images', 'last'] },
);
/** A body by itself: its explanation by what it reads is the gradient for any gradient of what it gives. */
const alone = network(
  { input: [...shape], explain: ['read'] },
  { read: identity(), body: body(), all: conv(size, { kernel: 5, padding: 0 }), flat: flatten() },
);

test('the gradients along all 2ⁿ paths sum up to that of the network', async () => {
  const net = await loaded(whole, undefined, 'training');
  const state = await net.stateDict();
  const pictures = images(0, [batch, ...shape]).data;
  const labels = Int32Array.of(1, 2);
  const { gradients } = await net.gradients({ images: pictures, labels });
  expect(norms(gradients)['last']).toBeCloseTo(Math.hypot(...gradients['last']!), 6);
  // What each block reads, by networks that end there.
  const single = await loaded(alone);
  const identityOf = new Float32Array(size * size).map((_, at) => Number(Math.floor(at / size) === at % size));
  let read: Float32Array = pictures;
  const parts: BlockGradients[] = [];
  for (const name of blocks) {
    const own = Object.fromEntries(
      Object.entries(await single.stateDict()).map(([key, values]) => [
        key,
        key.startsWith('body.')
          ? state[key.replace('body', name)]!
          : identityOf.length === values.length
            ? identityOf
            : new Float32Array(values.length),
      ]),
    );
    const reads = read;
    await single.loadStateDict(own);
    const given = await single.predict(reads);
    parts.push({
      shortcut: async (gradient) => gradient,
      async body(gradient) {
        await single.loadStateDict(own);
        return (await single.explain!(reads, gradient))['gradient read']!;
      },
    });
    read = reads.map((value, i) => value + given[i]!);
  }
  const sum = new Float64Array(batch * size);
  for (let path = 0; path < 2 ** blocks.length; path++) {
    const through = new Set(blocks.flatMap((_, index) => ((path >> index) & 1 ? [index] : [])));
    (await alongPath(parts, through, gradients['last']!)).forEach((value, i) => (sum[i]! += value));
  }
  const most = Math.max(...gradients['images']!.map(Math.abs));
  gradients['images']!.forEach((value, i) => expect(Math.abs(sum[i]! - value) / most).toBeLessThan(1e-5));
  await Promise.all([net.dispose(), single.dispose()]);
});

test.each([0.5, 0.9, 1, 1.1])(
  'on a chain whose bodies give 0, gradients shrink by λ = %s each: ∏λ (He et al. 2016, eq. 8)',
  (λ) => {
    const depth = 12;
    const chain = network(
      { input: [...shape], explain: ['0', `${depth}`] },
      Object.fromEntries([
        ['0', identity()],
        ...Array.from({ length: depth }, (_, n) => [`${n + 1}`, residual({ body: conv(4), shortcut: scale(λ) })]),
        ['pool', globalAveragePool()],
        ['fc', dense(3)],
      ]),
    );
    const { graph, problems } = build(chain, { name: 'chain' });
    expect([...chain.problems, ...problems]).toEqual([]);
    // What is left is the shortcuts: all filters are 0, and the classifier is not.
    const tensors = graph!.nodes.flatMap(({ op, attributes, type }) =>
      op === 'parameter' ? [{ name: (attributes as { name: string }).name, shape: type.shape as number[] }] : [],
    );
    const state = [...fillState(tensors)].map(
      ([name, { shape, data }]) => [name, { shape, data: name.startsWith('fc') ? data : data.map(() => 0) }] as const,
    );
    const taps = runTaps(simplify(graph!, { explain: ['0', `${depth}`] }), {
      images: toValues(images(0, [1, ...shape])),
      targets: toValues({ shape: [1, 3], data: Float32Array.of(0, 1, 0) }),
      state: toState(new Map(state)),
    });
    const [first, last] = ['0', `${depth}`].map((name) => Math.hypot(...taps.get(`gradient ${name}`)!.data));
    expect(Math.abs(first! / last! / λ ** depth - 1)).toBeLessThan(1e-12);
  },
);

test('some of several, each choice as often', () => {
  const random = seeded(1);
  const counts = new Map<string, number>();
  for (let n = 0; n < 6000; n++) {
    const some = [...someOf(2, 4, random)].join();
    counts.set(some, (counts.get(some) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(['0,1', '0,2', '0,3', '1,2', '1,3', '2,3']);
  // χ² of 5 degrees of freedom is below 20.5 with probability 0.999.
  expect([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(20.5);
});
