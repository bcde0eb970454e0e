import { activationOracles } from '@resnet-compile/testing';
import { describe, expect, test } from 'vitest';
import { namedOracles, nothingOutside, trainedOracles, trainOracle } from './train-oracle.ts';

/**
 * Where we fall short of the oracles' tolerances, and by how much: in these two, single activations lie within 2e-6 of
 * zero, our float32 rounds some of them to the other side of their ReLU, and PyTorch's did not.
 */
const shortOf = { 'cifar-plain20': 5, 'cifar-resnet56': 10 };

test('there are 20 oracles of training', () => expect(trainedOracles).toHaveLength(20));

describe('the compiled training step says what PyTorch says: losses, gradients, change of the state, averages', () => {
  test.each(namedOracles(shortOf))('%s', async (_, oracle, times) =>
    expect(await trainOracle(oracle, 'cpu', times)).toEqual(nothingOutside),
  );
});

describe('and whatever the activation', () => {
  test.each(namedOracles({}, activationOracles))('%s', async (_, oracle, times) =>
    expect(await trainOracle(oracle, 'cpu', times)).toEqual(nothingOutside),
  );
});
