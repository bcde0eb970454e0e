import {
  batchNorm,
  concatenate,
  conv,
  dense,
  dropout,
  globalAveragePool,
  network,
  padChannels,
  relu,
  residual,
  type InputShape,
  type Layer,
  type Pair,
  type Sides,
} from '@resnet-compile/dsl';
import type { KernelProgram, Target } from '@resnet-compile/ir';
import { runProgram, toState, toValues } from '@resnet-compile/reference';
import { fillState, holdsForAll, images } from '@resnet-compile/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTarget } from '../src/index.ts';
import { graphOfLayers, schedule, startEngine, type Kind } from './engine.ts';
import { expectReference } from './expect-reference.ts';
import { expectTrainingReference } from './expect-training-reference.ts';

/** Every 3×3 convolution of stride 1 runs as F(m×m, 3×3): each transformed weight earns time. */
const forced = (outputs: 2 | 4, scratchBytes = 2 ** 20): Target => ({
  ...cpuTarget,
  winograd: { outputs: [outputs], multiplyAdd: 0, transformed: 0, weight: -1, scratchBytes },
});

const conv3 = (channels: number, padding: number | Pair | Sides = 1): Layer => conv(channels, { kernel: 3, padding });

async function expectLayers(
  outputs: 2 | 4,
  input: InputShape,
  layers: readonly Layer[],
  scratchBytes?: number,
): Promise<void> {
  const program = schedule(graphOfLayers(input, layers), forced(outputs, scratchBytes));
  expect(program.kernels.some(({ tile }) => tile?.winograd === outputs)).toBe(true);
  await expectReference(program, ['plain', 'fused', 'wide']);
}

describe.each([2, 4] as const)('Winograd with tiles of %d rows and columns', (outputs) => {
  it.each([4, 5, 7, 8, 12, 13, 17, 24, 37])('%d channels', (channels) =>
    expectLayers(outputs, [4, 7, 9], [conv3(channels), relu(), conv3(channels + 1)]),
  );
  it.each<Pair>([
    [1, 1],
    [1, 5],
    [2, 3],
    [4, 4],
    [5, 8],
    [8, 8],
    [9, 1],
    [13, 6],
    [11, 12],
  ])('a map of %d×%d', (...size) => expectLayers(outputs, [5, ...size], [conv(9), conv3(6)]));
  it.each<readonly [number | Pair | Sides]>([[0], [1], [2], [[0, 2]], [[3, 1]], [[0, 1, 1, 0]], [[2, 0, 0, 3]]])(
    'a padding of %j',
    (padding) => expectLayers(outputs, [4, 6, 7], [conv(8), conv3(5, padding), conv(3)]),
  );
  it('in blocks of a few tiles', () => expectLayers(outputs, [4, 13, 11], [conv(8), conv3(12), relu(), conv3(7)], 1));
  it('every step that may follow', () =>
    expectLayers(
      outputs,
      [4, 6, 9],
      [
        conv(8),
        residual({ body: [conv3(8), batchNorm(), relu(), conv3(8), batchNorm()], activation: relu() }),
        concatenate([conv3(7), conv3(9), conv(2)]),
        residual({ body: conv3(21), shortcut: padChannels({ before: 1, after: 2 }) }),
      ],
    ));
  it('of random shapes', () =>
    holdsForAll(
      fc.record({
        channels: fc.integer({ min: 1, max: 19 }),
        out: fc.integer({ min: 4, max: 35 }),
        height: fc.integer({ min: 1, max: 13 }),
        width: fc.integer({ min: 1, max: 13 }),
        scratch: fc.constantFrom(1, 2 ** 16),
      }),
      20,
      ({ channels, out, height, width, scratch }) =>
        expectLayers(outputs, [channels, height, width], [conv(channels), conv3(out), relu()], scratch),
    ));

  it.each<Pair>([
    [7, 9],
    [4, 8],
    [2, 1],
    [2, 5],
  ])('a training step on a map of %d×%d: the gradient of what it reads, too', async (...size) => {
    const net = network({ input: [4, ...size] }, [
      conv(8, { bias: true }),
      residual({ body: [conv3(8), batchNorm(), relu(), dropout(0.3), conv3(8)], activation: relu() }),
      conv3(5),
      globalAveragePool(),
      dense(3),
    ]);
    await expectTrainingReference(net, { target: forced(outputs) });
  });
});

it.each<readonly [most: number, outputs: 2 | 4]>([
  [1, 2],
  [2.5, 4],
])("rounding errors are at most %f times the direct algorithm's with tiles of %d", async (most, outputs) => {
  const graph = graphOfLayers([64, 16, 16], [conv3(64)]);
  const [program, direct] = [forced(outputs), { ...cpuTarget, winograd: undefined }].map((to) => schedule(graph, to));
  const state = fillState(program!.parameters);
  const batch = images(0, [1, 64, 16, 16]);
  const exact = runProgram(direct!, { images: toValues(batch), state: toState(state) }).data;
  const errorOf = async (algorithm: KernelProgram, kind: Kind): Promise<number> => {
    const engine = await startEngine(algorithm, kind, new Map([...state].map(([name, { data }]) => [name, data])));
    const found = new Float32Array(exact.length);
    await engine.run(batch.data, 1, [found]);
    return Math.hypot(...found.map((value, index) => value - exact[index]!));
  };
  for (const kind of ['plain', 'fused', 'wide'] as const)
    expect((await errorOf(program!, kind)) / (await errorOf(direct!, kind)), kind).toBeLessThan(most);
});

describe('the choice', () => {
  it('is no other than direct where the target has no costs', () => {
    const { winograd: _, ...direct } = cpuTarget;
    expect(
      schedule(graphOfLayers([16, 32, 32], [conv(64), conv3(64)]), direct).kernels.every(
        ({ tile }) => tile?.winograd === undefined,
      ),
    ).toBe(true);
  });
  it('by size: large tiles on large maps, small ones where weights are many', () => {
    const chosen = (channels: number, size: number) =>
      schedule(graphOfLayers([8, size, size], [conv(channels), conv3(channels)])).kernels.at(-1)!.tile!.winograd;
    expect([chosen(64, 56), chosen(128, 28), chosen(512, 7), chosen(8, 1)]).toEqual([4, 4, 2, undefined]);
  });
  it('stem, strides, groups and other filters stay direct', () => {
    const layers = [
      conv3(16),
      conv(32, { kernel: 3, stride: 2 }),
      conv(32, { kernel: 3, groups: 4 }),
      conv(32, { kernel: 5 }),
      conv(32, { kernel: [3, 1] }),
    ];
    expect(
      schedule(graphOfLayers([3, 32, 32], layers), forced(4)).kernels.every(({ tile }) => tile?.winograd === undefined),
    ).toBe(true);
  });
});
