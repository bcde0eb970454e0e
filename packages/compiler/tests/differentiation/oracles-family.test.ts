import { familyTrainOracles } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { expectOracles } from './expect-oracle.ts';

// All steps take two minutes; the first is where gradients are.
const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';

describe('the training step equals PyTorch’s in float64 for every operation of the family', () => {
  it('there are 32', () => expect(familyTrainOracles).toHaveLength(32));
  expectOracles(
    familyTrainOracles.map((oracle) => oracle.case.name),
    thorough ? undefined : 1,
  );
});
