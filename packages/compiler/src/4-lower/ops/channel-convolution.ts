import { coreOf, type CoreOf, type Node } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

const convolution = (
  filter: Node,
  ids: readonly [x: string, filter: string],
  turned: boolean,
): CoreOf<'channel_convolution'> => {
  const taps = filter.type.shape[2] as number;
  return coreOf('channel_convolution', { taps, turned }, [{ buffer: ids[0] }], [ids[1]], []);
};

export const channelConvolution: LowerOp<'channel_convolution'> = (node, lowering, ids) =>
  lowering.kernel(node, convolution(node.inputs[1], ids, false));

export const channelConvolutionInputGradient: LowerOp<'channel_convolution_input_gradient'> = (node, lowering, ids) =>
  lowering.kernel(node, convolution(node.inputs[1], ids, true));

export const channelConvolutionFilterGradient: LowerOp<'channel_convolution_filter_gradient'> = (
  node,
  lowering,
  [dy, x],
) => {
  const result = lowering.tensorOf(node, 'weight.gradient');
  const reads = [{ buffer: dy }, { buffer: x }] as const;
  const core = coreOf('channel_filter_gradient', node.attributes, reads, [], [result]);
  lowering.reduction(node, 'filter_gradient', core);
};
