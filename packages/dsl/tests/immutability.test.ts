import { expect, test } from 'vitest';
import { adamW, conv, isLayer, isNetwork, network, normalize, relu, resnet, sequential } from '../src/index.ts';

test('values are frozen, their lists too', () => {
  const layer = sequential({ conv1: conv(8, { kernel: 3 }) });
  for (const value of [
    layer,
    layer.children,
    layer.children[0],
    layer.problems,
    conv(1).kernel,
    resnet({ stages: [1] }),
    network({}, relu()).input,
  ]) {
    expect(Object.isFrozen(value)).toBe(true);
  }
});

test('what the caller changes later changes nothing', () => {
  const input: [number, number, number] = [3, 8, 8];
  const mean = [0.5];
  const layers = [relu()];
  const betas: [number, number] = [0.9, 0.99];
  const made = [
    network({ input }, layers),
    resnet({ stages: [1], input }),
    normalize({ mean, std: [1] }),
    adamW({ betas }),
  ];
  const before = JSON.stringify(made);
  input[0] = 1;
  mean[0] = 1;
  betas[0] = 0;
  layers.push(relu());
  expect(JSON.stringify(made)).toBe(before);
});

test('the brand is a registered symbol, which no copy of the fields carries', () => {
  expect(isLayer({ [Symbol.for('resnet-compile.layer')]: true })).toBe(true);
  expect(isNetwork({ [Symbol.for('resnet-compile.network')]: true })).toBe(true);
  expect([isLayer({ ...relu() }), isNetwork({ ...resnet({ stages: [1] }) }), isLayer(null), isNetwork(relu())]).toEqual(
    [false, false, false, false],
  );
});
