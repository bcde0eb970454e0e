import {
  averagePool,
  batchNorm,
  conv,
  dense,
  evoNormS0,
  filterResponseNorm,
  globalAveragePool,
  groupNorm,
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
import { graphOf, graphOfLayers, kinds, schedule, startEngine } from './engine.ts';

type Places = (found: Float32Array, expected: ArrayLike<number>) => readonly number[];
const shown =
  (exact: boolean): Places =>
  (found, expected) =>
    hiddenPlaces(found, expected, exact);

async function expectNone(input: InputShape, layers: readonly Layer[], placesOf: Places): Promise<void> {
  const program = schedule(graphOfLayers(input, layers));
  const state = fillState(program.parameters);
  const outputs = program.buffers
    .find(({ id }) => id === program.output)!
    .shape.reduce((product, extent) => product * extent, 1);
  for (const kind of kinds) {
    const engine = await startEngine(program, kind, new Map([...state].map(([name, { data }]) => [name, data])));
    for (const { name, images } of specialImages(input)) {
      const found = new Float32Array(outputs);
      await engine.run(images.data, 1, [found]);
      const expected = runProgram(program, { images: toValues(images), state: toState(state) }).data;
      expect(placesOf(found, expected), `${kind}, ${name}`).toEqual([]);
    }
  }
}
const expectShown = (input: InputShape, layers: readonly Layer[], exact: boolean): Promise<void> =>
  expectNone(input, layers, shown(exact));

describe('NaN and infinity are not hidden', () => {
  it.each<InputShape>([
    [1, 1, 1],
    [3, 7, 9],
    [5, 4, 4],
  ])('by the maximum of a window, of %d×%d×%d', (...input) =>
    expectShown(input, [maxPool({ kernel: 3, stride: 2, padding: 1 })], true),
  );
  it('by a maximum that overlaps', () => expectShown([2, 5, 6], [maxPool({ kernel: 2, stride: 1 })], true));
  it('by what is around a map', () =>
    expectShown(
      [3, 5, 4],
      [pad(1), pad([0, 2, 3, 1], { mode: 'reflection' }), maxPool({ kernel: 2, stride: [2, 3], ceilMode: true })],
      true,
    ));
  it.each<readonly [string, Layer]>([
    ['group norm', groupNorm({ groups: 3 })],
    ['filter response norm', filterResponseNorm()],
    ['EvoNorm-S0', evoNormS0({ groups: 2 })],
  ])('by %s', (_, norm) => expectShown([6, 5, 4], [norm], false));
  it('by rectifying', () => expectShown([3, 5, 4], [relu()], true));
  it('in parameters and running statistics', async () => {
    const program = schedule(
      graphOf(
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
      ),
    );
    const given = images(0, [1, 3, 9, 7]);
    for (const kind of kinds)
      for (const { name, state } of specialStates(program.parameters)) {
        const engine = await startEngine(program, kind, new Map([...state].map(([each, { data }]) => [each, data])));
        const found = new Float32Array(3);
        await engine.run(given.data, 1, [found]);
        expect(
          hiddenPlaces(found, runProgram(program, { images: toValues(given), state: toState(state) }).data, false),
          `${kind}, ${name}`,
        ).toEqual([]);
      }
  });
  it.each<[string, readonly Layer[]]>([
    ['means', [averagePool({ kernel: 3, stride: 2, padding: 1 }), globalAveragePool()]],
    ['convolutions', [conv(5, { kernel: 3, dilation: 2 }), relu(), conv(4, { kernel: 3 }), relu(), conv(3)]],
    [
      'a small network',
      [
        conv(8, { kernel: 3 }),
        relu(),
        maxPool({ kernel: 3, stride: 2, padding: 1 }),
        residual({ body: conv(8, { kernel: 3 }), activation: relu() }),
        conv(4),
      ],
    ],
  ])('by %s', (_, layers) => expectShown([3, 9, 7], layers, false));
});

it.each(groupings)(
  '%d → %d channels in %d groups keep NaN and infinity to themselves',
  async (channels, out, groups) => {
    const [before, layer] = [relu(), conv(out, { kernel: 3, groups })];
    await expectNone([channels, 5, 4], [before, layer], leakedPlaces);
    await expectShown([channels, 5, 4], [before, layer], false);
  },
);
