import { describe, expect, test } from 'vitest';
import * as dsl from '../src/index.ts';

const { conv, dense, dropout, globalAveragePool, headOf, network, relu, resnet, training, withClasses, withOutputs } =
  dsl;

describe('withClasses', () => {
  test.each([
    ['a ResNet-18', dsl.resnet18(), dsl.resnet18({ classes: 5 }), 'fc', 'avgpool'],
    ['one for CIFAR', dsl.cifarResnet(20), dsl.cifarResnet(20, { classes: 5 }), 'fc', 'avgpool'],
    ['version 2', dsl.resnetv2_50(), dsl.resnetv2_50({ classes: 5 }), 'head.fc', 'avgpool'],
    ['a ResNeSt', dsl.resnest14d(), dsl.resnest14d({ classes: 5 }), 'fc', 'avgpool'],
  ] as const)('%s is what the option makes', (_, given, expected, path, features) => {
    const plain = (value: dsl.Network) =>
      JSON.parse(JSON.stringify(value, (name, each: unknown) => (name === 'position' ? undefined : each))) as unknown;
    expect(plain(withClasses(given, 5))).toEqual(plain(expected));
    expect(headOf(given)).toMatchObject({ path, features, bias: true });
  });

  test('what it is trained as, and what it hands out, stays', () => {
    const declared = training(resnet({ stages: [1], outputs: ['layer1'] }), { freeze: ['conv1'] });
    const taught = withClasses(declared, 3);
    expect([taught.training, taught.outputs]).toEqual([declared.training, ['layer1']]);
    expect(dsl.isNetwork(taught)).toBe(true);
    expect(withOutputs(taught, ['avgpool']).outputs).toEqual(['avgpool']);
  });
});

test('dropout before the head is no layer of features', () => {
  const dropping = network({ input: [3, 8, 8] }, [
    conv(4, { kernel: 3 }),
    relu(),
    globalAveragePool(),
    dropout(0.5),
    dense(3, { bias: false }),
  ]);
  expect(headOf(dropping)).toEqual({ path: '4', features: '2', bias: false });
});

test('networks that end otherwise, and what is none, are refused', () => {
  expect(() => headOf(network({ input: [3, 8, 8] }, { pool: globalAveragePool() }))).toThrow(
    'headOf: the network ends with pool, which is globalAveragePool; expected dense(classes)',
  );
  expect(() => headOf(network({ input: [3, 1, 1] }, { fc: dense(2) }))).toThrow('there is no layer before fc');
  expect(() => withClasses(dsl.resnet18(), 0)).toThrow('withClasses: classes are 0; expected a positive integer');
  expect(() => withClasses(conv(3, { kernel: 1 }) as never, 2)).toThrow('expected a network');
  expect(() => withOutputs(dsl.resnet18(), ['logits'])).toThrow('withOutputs: outputs are');
});
