import { familyTrainOracles } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { expectOracles } from './expect-oracle.ts';

/** All steps of all of them take two minutes. */
const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';
const tried = familyTrainOracles.filter((_, index) => thorough || index % 2 === 0);

describe('the training step equals PyTorch’s in float64 for every operation of the family', () => {
  it('there are 32', () => expect(familyTrainOracles).toHaveLength(32));
  expectOracles(
    tried.map((oracle) => oracle.case.name),
    thorough ? undefined : 1,
  );
});
