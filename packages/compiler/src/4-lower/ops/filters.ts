import { coreOf } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

export const filterSum: LowerOp<'filter_sum'> = (node, lowering, inputs) => {
  const result = lowering.tensorOf(node, 'weight.gradient');
  lowering.ofFilters(node, 'filter_sum', coreOf('filter_sum', {}, [], inputs, [result]));
};

export const standardizeFiltersGradient: LowerOp<'standardize_filters_gradient'> = (node, lowering, inputs) => {
  const result = lowering.tensorOf(node, 'weight.gradient');
  const core = coreOf('standardize_filters_gradient', node.attributes, [], inputs, [result]);
  lowering.ofFilters(node, 'standardize_filters_gradient', core);
};
