import { coreOf } from '@resnet-compile/ir';
import { biasStep } from './bias.ts';
import { sizeOf } from '../../size-of.ts';
import type { LowerOp } from './lower-op.ts';

export const conv2d: LowerOp<'conv2d'> = (node, lowering, [x, filters, bias]) => {
  const attributes = { kernel: sizeOf(node.inputs[1]), ...node.attributes };
  lowering.kernel(node, coreOf('convolution', attributes, [{ buffer: x }], [filters], []), ...biasStep(bias));
};

export const conv2dInputGradient: LowerOp<'conv2d_input_gradient'> = (node, lowering, [dy, filters]) => {
  const { size: _, ...attributes } = node.attributes;
  const window = { kernel: sizeOf(node.inputs[1]), ...attributes };
  lowering.kernel(node, coreOf('input_gradient', window, [{ buffer: dy }], [filters], []));
};

export const conv2dFilterGradient: LowerOp<'conv2d_filter_gradient'> = (node, lowering, [dy, x]) => {
  const result = lowering.tensorOf(node, 'weight.gradient');
  const reads = [{ buffer: dy }, { buffer: x }] as const;
  lowering.reduction(node, 'filter_gradient', coreOf('filter_gradient', node.attributes, reads, [], [result]));
};
