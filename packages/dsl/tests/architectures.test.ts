import { expect, test } from 'vitest';
import * as dsl from '../src/index.ts';
import type { Layer, Network } from '../src/index.ts';

/** Weights by layer kind: the depth that names count. */
function depth(layer: Layer): number {
  switch (layer.kind) {
    case 'conv':
    case 'dense':
      return 1;
    case 'sequential':
    case 'branches':
      return layer.children.reduce((sum, [, child]) => sum + depth(child), 0);
    case 'residual':
      return depth(layer.body);
    default:
      return 0;
  }
}

test.each<[string, Network, number]>([
  ['resnet18', dsl.resnet18(), 18],
  ['resnet34', dsl.resnet34(), 34],
  ['resnet50', dsl.resnet50(), 50],
  ['resnet101', dsl.resnet101(), 101],
  ['resnet152', dsl.resnet152(), 152],
  ['resnext50', dsl.resnext50_32x4d(), 50],
  ['resnext101', dsl.resnext101_32x8d(), 101],
  ['resnext101_64x4d', dsl.resnext101_64x4d(), 101],
  ['wide50', dsl.wide_resnet50_2(), 50],
  ['wide101', dsl.wide_resnet101_2(), 101],
  ['plain18', dsl.plain18(), 18],
  ['plain34', dsl.plain34(), 34],
  ['cifar20', dsl.cifarResnet(20), 20],
  ['cifar110', dsl.cifarResnet(110), 110],
  ['cifar1202', dsl.cifarResnet(1202), 1202],
  ['cifarPlain56', dsl.cifarPlain(56), 56],
  ['preact164', dsl.cifarPreactResnet(164), 164],
])('%s has the depth of its name', (_, network, expected) => {
  expect(depth(network.body)).toBe(expected);
  expect(network.problems).toEqual([]);
});

test('WRN-28-10', () => {
  const network = dsl.wideResnet(28, 10);
  expect([network.input, network.problems]).toEqual([[3, 32, 32], []]);
  expect(JSON.stringify(network)).toContain('"channels":640');
});

test('options override', () => expect(dsl.resnet18({ classes: 10, input: [1, 64, 64] }).input).toEqual([1, 64, 64]));

const report = ({ problems }: Network): unknown =>
  problems.map(({ code, message, hint }) => `${code} ${message} → ${hint}`);

test('depths that there are not', () => {
  expect(report(dsl.cifarResnet(21))).toEqual(['RC1102 cifarResnet: depth is 21; expected 6n+2 → the nearest is 20']);
  expect(report(dsl.cifarPreactResnet(100))).toEqual([
    'RC1102 cifarPreactResnet: depth is 100; expected 9n+2 → the nearest is 101',
  ]);
  expect(report(dsl.wideResnet(0, 1))).toEqual(['RC1102 wideResnet: depth is 0; expected 6n+4 → the nearest is 10']);
  expect(report(dsl.cifarResnet(Number.NaN, { width: 0 }))).toEqual([
    'RC1102 resnet: option width is 0; expected a positive integer, or one for each stage → undefined',
    'RC1102 cifarResnet: depth is NaN; expected 6n+2 → the nearest is 8',
  ]);
});
