import * as dsl from '@resnet-compile/dsl';
import { nodesOf } from '@resnet-compile/ir';
import { runGraph, runTrainingGraph } from '@resnet-compile/reference';
import { normCases, normExtents, normValues, type NormCase } from '@resnet-compile/testing';
import { expect, it } from 'vitest';
import { oneHot } from './inputs.ts';
import { builtGraph, differentiated } from './training-graph.ts';

const { conv, flatten, globalAveragePool, identity, network, product, sequential, sigmoid } = dsl;
const { batch, input, channels, classes, groups, epsilon } = normExtents;

const layers: { readonly [Name in NormCase['name']]: dsl.Layer } = {
  groupNorm: dsl.groupNorm({ groups, epsilon }),
  layerNorm: dsl.layerNorm({ epsilon }),
  instanceNorm: dsl.instanceNorm({ epsilon }),
  filterResponseNorm: dsl.filterResponseNorm({ epsilon }),
  evoNormS0: dsl.evoNormS0({ groups, epsilon }),
  channelConv: product({
    x: identity(),
    gate: sequential({ pool: globalAveragePool(), conv: dsl.channelConv({ kernel: 5 }), act: sigmoid() }),
  }),
};

it.each(normCases.map((each) => [each.name, each] as const))('%s is PyTorch’s, its gradients too', (name, expected) => {
  const [, height, width] = input;
  const last = conv(classes, { kernel: [height, width], padding: 0 });
  const graph = builtGraph(network({ input }, { first: conv(channels), norm: layers[name], last, flatten: flatten() }));
  const keys = new Map(Object.keys(expected.gradients).map((leaf, index) => [leaf, 3 + index]));
  const state = new Map(
    nodesOf(graph, 'parameter').map(({ attributes, type }) => {
      const shape = type.shape as readonly number[];
      const count = shape.reduce((product, extent) => product * extent, 1);
      const [leaf = ''] = attributes.name.split('.').slice(-1);
      const own = attributes.name.startsWith('norm');
      const data = normValues(own ? keys.get(leaf)! : attributes.name === 'first.weight' ? 1 : 2, count);
      return [attributes.name, { shape, data: own && leaf === 'weight' ? data.map((value) => value + 1) : data }];
    }),
  );
  const images = { shape: [batch, ...input], data: normValues(0, batch * 2 * height * width) };
  const close = (found: Float64Array, list: readonly number[]): void =>
    list.forEach((value, index) => expect(found[index]).toBeCloseTo(value, 9));
  close(runGraph(graph, { images, state }).data, expected.logits);
  const targets = oneHot([0, 1, 2], classes);
  const { loss, gradients } = runTrainingGraph(differentiated(graph), { images, state, targets });
  expect(loss).toBeCloseTo(expected.loss, 9);
  close(gradients.get('first.weight')!.data, expected.first);
  for (const [leaf, list] of Object.entries(expected.gradients)) {
    const own = [...gradients].find(([parameter]) => parameter.startsWith('norm') && parameter.endsWith(`.${leaf}`));
    close(own![1].data, list);
  }
});
