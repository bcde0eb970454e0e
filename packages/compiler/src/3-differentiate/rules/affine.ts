import { makeConstant, tensorType } from '@resnet-compile/ir';
import type { GradientRule } from '../gradient-rule.ts';

/** dx = dy·scale; scale and shift are constants of a `normalize` layer. */
export const affine: GradientRule<'affine'> = ({ inputs: [, scale], origin }, dy, append) => {
  const channels = scale!.type.shape[0] as number;
  const zero = makeConstant(
    Array.from({ length: channels }, () => 0),
    tensorType(channels),
    origin,
  );
  return [append('affine', {}, [dy, scale!, zero]), undefined, undefined];
};
