import {
  averagePool,
  batchNorm,
  conv,
  dense,
  flatten,
  globalAveragePool,
  maxPool,
  pad,
  network,
  relu,
  residual,
  sequential,
  type InputShape,
  type Layer,
} from '@resnet-compile/dsl';
import { runProgram, toState, toValues } from '@resnet-compile/reference';
import {
  fillState,
  groupings,
  hiddenPlaces,
  images,
  leakedPlaces,
  specialImages,
  specialStates,
} from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { compileForWebGpu, onDevice, runOnDevice } from './on-device.ts';

async function expectShown(input: InputShape, layers: readonly Layer[], exact: boolean): Promise<void> {
  const program = compileForWebGpu(network({ input }, [...layers, globalAveragePool(), dense(3)]));
  const state = fillState(program.parameters);
  const given = specialImages(input);
  const found = await runOnDevice(
    program,
    state,
    given.map(({ images }) => images.data),
  );
  given.forEach(({ name, images }, index) => {
    expect(
      hiddenPlaces(found[index]!, runProgram(program, { images: toValues(images), state: toState(state) }).data, exact),
      name,
    ).toEqual([]);
  });
}

describe('NaN and infinity are not hidden', () => {
  it.each<InputShape>([
    [1, 1, 1],
    [3, 7, 9],
    [5, 4, 4],
  ])('by the maximum of a window, of %d×%d×%d', (...input) =>
    expectShown(input, [maxPool({ kernel: 3, stride: 2, padding: 1 })], false),
  );
  it('in parameters and running statistics', async () => {
    const program = compileForWebGpu(
      network({ input: [3, 9, 7] }, [
        conv(4, { kernel: 3, bias: true }),
        batchNorm(),
        relu(),
        conv(8, { kernel: 3 }),
        batchNorm(),
        residual({ body: sequential({ bn: batchNorm(), relu: relu(), conv: conv(8, { groups: 2 }) }) }),
        globalAveragePool(),
        dense(3),
      ]),
    );
    const given = images(0, [1, 3, 9, 7]);
    await onDevice(program, async ({ prepare, run }) => {
      for (const { name, state } of specialStates(program.parameters)) {
        await prepare(state);
        expect(
          hiddenPlaces(
            await run(given.data),
            runProgram(program, { images: toValues(given), state: toState(state) }).data,
            false,
          ),
          name,
        ).toEqual([]);
      }
    });
  });
  it.each<[string, readonly Layer[]]>([
    ['rectifying', [relu()]],
    ['means', [averagePool({ kernel: 3, stride: 2, padding: 1 })]],
    [
      'what is around a map',
      [pad(1), pad([0, 2, 3, 1], { mode: 'reflection' }), maxPool({ kernel: 2, ceilMode: true })],
    ],
    ['convolutions', [conv(5, { kernel: 3 }), relu(), conv(4, { kernel: 3 }), relu(), conv(3)]],
    [
      'a small network',
      [
        conv(8, { kernel: 3 }),
        relu(),
        maxPool({ kernel: 3, stride: 2, padding: 1 }),
        residual({ body: conv(8, { kernel: 3 }), activation: relu() }),
      ],
    ],
  ])('by %s', (_, layers) => expectShown([3, 9, 7], layers, false));
});

// Behind a mean of each channel by itself.
it.each(groupings.slice(0, 4))(
  '%d → %d channels in %d groups keep NaN and infinity to themselves',
  async (channels, out, groups) => {
    const input: InputShape = [channels, 3, 2];
    const program = compileForWebGpu(
      network({ input }, [conv(out, { kernel: 3, groups }), globalAveragePool(), flatten()]),
    );
    const state = fillState(program.parameters);
    const given = specialImages(input);
    const found = await runOnDevice(
      program,
      state,
      given.map(({ images }) => images.data),
    );
    for (const [index, { name, images }] of given.entries()) {
      const expected = runProgram(program, { images: toValues(images), state: toState(state) }).data;
      expect(leakedPlaces(found[index]!, expected), name).toEqual([]);
    }
  },
);
