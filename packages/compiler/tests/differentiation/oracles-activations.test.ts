import { activationOracles } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { expectOracles } from './expect-oracle.ts';

describe('the training step equals PyTorch’s in float64, whatever the activation', () => {
  it('there are ten', () => expect(activationOracles).toHaveLength(10));
  expectOracles(activationOracles.map((oracle) => oracle.case.name));
});
