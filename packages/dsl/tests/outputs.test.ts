import { expect, it } from 'vitest';
import { globalAveragePool, network, resnet18, training } from '../src/index.ts';

it('outputs are part of the network, as they are given, and of what trains it', () => {
  expect(resnet18({ outputs: ['layer3', 'layer1'] }).outputs).toEqual(['layer3', 'layer1']);
  expect(training(resnet18({ outputs: ['layer3'] })).outputs).toEqual(['layer3']);
  expect(network({ outputs: [] }, globalAveragePool()).outputs).toEqual([]);
  expect('outputs' in resnet18()).toBe(false);
});

const expected = "expected a list of layers' paths, each once, and none of them 'logits', which are handed out anyway";

it.each([
  ['a name that is given twice', ['layer1', 'layer1'], '["layer1","layer1"]'],
  ['the logits', ['logits'], '["logits"]'],
  ['no name', [''], '[""]'],
  ['no text', [3], '[3]'],
  ['no list', 'layer3', '"layer3"'],
])('%s', (_, outputs, shown) => {
  for (const [call, net] of [
    ['resnet', resnet18({ outputs: outputs as never })],
    ['network', network({ outputs: outputs as never }, globalAveragePool())],
  ] as const)
    expect(net.problems).toMatchObject([
      { code: 'RC1102', message: `${call}: option outputs is ${shown}; ${expected}`, option: 'outputs' },
    ]);
});
