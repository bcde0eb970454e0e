import {
  concatenate,
  conv,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  identity,
  network,
  relu,
  residual,
  resnet,
  resnet18,
  sequential,
  type Network,
} from '@resnet-compile/dsl';
import { itemOf } from '@resnet-compile/ir';
import { expect, it } from 'vitest';
import { build, simplify } from '../src/index.ts';

const head = { pool: globalAveragePool(), fc: dense(5) };

const tapsOf = (net: Network): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (build(net, { name: 'net' }).graph?.taps ?? []).map(({ name, node: { op, type, origin } }) => [
      name,
      `${op} ${type.shape.join('×')} of ${origin.path}`,
    ]),
  );

it('a layer is named by its path, and gives what comes out at its end', () =>
  expect(
    tapsOf(resnet18({ outputs: ['conv1', 'layer1', 'layer3.0', 'layer4.1.conv2', 'layer2.0.downsample'] })),
  ).toEqual({
    conv1: 'conv2d N×64×112×112 of conv1',
    layer1: 'map N×64×56×56 of layer1.1.activation',
    'layer3.0': 'map N×256×14×14 of layer3.0.activation',
    'layer4.1.conv2': 'conv2d N×512×7×7 of layer4.1.conv2',
    'layer2.0.downsample': 'batch_norm N×128×28×28 of layer2.0.downsample.1',
  }));

it("names are those of the network: timm's in v2, and one's own", () => {
  expect(
    tapsOf(
      resnet({ stages: [1, 1, 1], variant: 'v2', input: [3, 32, 32], outputs: ['stages.2', 'stages.0.blocks.0'] }),
    ),
  ).toEqual({
    'stages.2': 'map N×256×2×2 of stages.2.blocks.0.add',
    'stages.0.blocks.0': 'map N×64×8×8 of stages.0.blocks.0.add',
  });
  const own = network(
    { input: [2, 5, 3], outputs: ['dense.a', 'dense', 'nothing', 'drop', 'flat'] },
    {
      dense: concatenate({ a: conv(3), b: sequential([conv(2), relu()]) }),
      nothing: identity(),
      drop: dropout(0.5),
      pool: globalAveragePool(),
      flat: flatten(),
    },
  );
  expect(tapsOf(own)).toEqual({
    'dense.a': 'conv2d N×3×5×3 of dense.a',
    dense: 'concatenate N×5×5×3 of dense',
    nothing: 'concatenate N×5×5×3 of dense',
    drop: 'dropout N×5×5×3 of drop',
    flat: 'flatten N×5 of flat',
  });
});

it('a part without a name is no other layer', () =>
  expect(
    tapsOf(
      network({ input: [2, 5, 3], outputs: ['part'] }, { part: sequential({ '': conv(3), relu: relu() }), ...head }),
    ),
  ).toEqual({ part: 'map N×3×5×3 of part.relu' }));

it('a training step hands out none', () => {
  const { graph } = build(resnet18({ outputs: ['layer1'] }), { name: 'net' });
  expect(simplify(graph!).taps.map(({ name }) => name)).toEqual(['layer1']);
  expect(simplify(graph!, { mode: 'training' }).taps).toEqual([]);
});

it.each<readonly [string, Network, string]>([
  [
    'a name that is misspelt',
    resnet18({ outputs: ['layr3'] }),
    "RC1102: outputs: no layer has the path 'layr3' → did you mean 'layer3'? There are conv1, bn1, relu, maxpool, layer1, layer2, layer3, layer4, avgpool, fc",
  ],
  [
    'a block that there is not',
    resnet18({ outputs: ['layer3.22.conv1'] }),
    "RC1102: outputs: no layer has the path 'layer3.22.conv1' → did you mean 'layer3.0.conv1'? There are layer3.0, layer3.1",
  ],
  [
    'what is no name at all',
    network({ input: [3, 8, 8], outputs: ['the last feature map'] }, { 'a.b': conv(4), ...head }),
    "RC1102: outputs: no layer has the path 'the last feature map' → there are a.b, pool, fc",
  ],
  [
    'a name that two layers have',
    network(
      { input: [3, 8, 8], outputs: ['block.relu'] },
      { block: residual({ preactivation: { relu: relu() }, body: { conv: conv(3), relu: relu() } }), ...head },
    ),
    "RC1103: outputs: several layers have the path 'block.relu' → name them apart: the parts of a residual share the names of its block",
  ],
])('%s', (_, net, message) => {
  const { graph, problems } = build(net, { name: 'net' });
  expect(graph).toBeUndefined();
  expect(problems).toHaveLength(1);
  const problem = itemOf(problems, 0);
  expect(`${problem.code}: ${problem.message} → ${problem.hint}`).toBe(message);
  expect(problem).toMatchObject({ option: 'outputs', position: { file: expect.stringContaining('taps.test.ts') } });
});
