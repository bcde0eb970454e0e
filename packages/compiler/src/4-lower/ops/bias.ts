import { map, pointwise, type Step } from '@resnet-compile/ir';

/** The step that adds a bias, where there is one. */
export const biasStep = (bias: string | undefined): readonly Step[] =>
  bias === undefined ? [] : [map(pointwise.sum, [], [bias])];
