import {
  batchNorm,
  concatenate,
  conv,
  identity,
  leakyRelu,
  maxPool,
  network,
  globalAveragePool,
  dense,
  normalize,
  pad,
  padChannels,
  prelu,
  product,
  relu,
  scale,
  sequential,
  sigmoid,
  split,
  subsample,
  sum,
  type Layer,
} from '@resnet-compile/dsl';
import { runTaps, toState, toValues } from '@resnet-compile/reference';
import { specialImages } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { exportOnnx } from '../../src/index.ts';
import { asRecord, filledState, graphOf } from './expect-reference.ts';
import { runFile } from './run-file.ts';

/** Layers that are copies and arithmetic, which IEEE 754 says all of; of maxima and the like, ONNX says nothing of NaN. */
const layers: readonly (readonly [name: string, layer: Layer, infinitiesAlone: boolean])[] = [
  ['identity', identity(), false],
  ['scale', scale(-2), false],
  ['normalize', normalize({ mean: [0.5, 0], std: [2, 4] }), false],
  ['batch norm', batchNorm(), false],
  ['conv 1×1, depthwise', conv(2, { groups: 2 }), false],
  ['zeros around', pad([1, 0, 2, 1]), false],
  ['reflection', pad([1, 1, 1, 1], { mode: 'reflection' }), false],
  ['zero channels', padChannels({ before: 1, after: 1 }), false],
  ['subsample', subsample([2, 1]), false],
  ['concatenation', concatenate([identity(), scale(3)]), false],
  ['sum', sum([identity(), scale(3)]), false],
  ['product', product([identity(), scale(3)]), false],
  ['split', split([identity(), scale(2)]), false],
  ['leakyRelu', leakyRelu({ slope: 0.1 }), true],
  ['prelu', sequential([prelu()]), true],
  ['relu', relu(), true],
  ['sigmoid', sigmoid(), true],
  ['max pool', maxPool({ kernel: 2, stride: 1 }), true],
];

test.each(layers)('NaN and infinities through %s', async (_, layer, infinitiesAlone) => {
  const tested = network({ input: [2, 3, 4], outputs: ['layer'] }, { layer, pool: globalAveragePool(), fc: dense(2) });
  const graph = graphOf(tested);
  const state = filledState(graph);
  for (const folded of [false, true]) {
    const { bytes } = exportOnnx(tested, asRecord(state), { folded });
    for (const { name, images } of specialImages(tested.input)) {
      if (infinitiesAlone && name.startsWith('NaN')) continue;
      const expected = runTaps(graph, { images: toValues(images), state: toState(state) }).get('layer')?.data ?? [];
      const found = (await runFile(bytes, images.data, images.shape)).get('layer')?.data as Float32Array;
      const wrong = [...found.keys()].filter((at) => {
        const [a = 0, b = 0] = [found[at], expected[at]];
        return Number.isFinite(b) ? !(Math.abs(a - b) < 1e-5) : !Object.is(a, b);
      });
      expect(wrong, `${name}, folded: ${folded}`).toEqual([]);
    }
  }
});
