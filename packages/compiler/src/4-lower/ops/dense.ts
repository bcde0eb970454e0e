import { coreOf, pointwiseWindow } from '@resnet-compile/ir';
import { biasStep } from './bias.ts';
import type { LowerOp } from './lower-op.ts';

export const dense: LowerOp<'dense'> = (node, lowering, [x, weights, bias]) =>
  lowering.kernel(node, coreOf('matrix_product', {}, [{ buffer: x }], [weights], []), ...biasStep(bias));

/** A dense layer is a 1×1 convolution of 1×1 maps. */
const window = { ...pointwiseWindow, groups: 1 };

export const denseInputGradient: LowerOp<'dense_input_gradient'> = (node, lowering, [dy, weights]) =>
  lowering.kernel(node, coreOf('input_gradient', window, [{ buffer: dy }], [weights], []));

export const denseWeightGradient: LowerOp<'dense_weight_gradient'> = (node, lowering, [dy, x]) => {
  const result = lowering.tensorOf(node, 'weight.gradient');
  const reads = [{ buffer: dy }, { buffer: x }] as const;
  lowering.reduction(node, 'filter_gradient', coreOf('filter_gradient', window, reads, [], [result]));
};
