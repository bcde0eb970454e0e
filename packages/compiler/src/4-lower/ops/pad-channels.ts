import { identityView } from '@resnet-compile/ir';
import { copyOf, mapShape } from '../lowering.ts';
import type { LowerOp } from './lower-op.ts';

export const padChannels: LowerOp<'pad_channels'> = (node, lowering, [x]) =>
  lowering.kernel(node, copyOf(x, { ...identityView, ...node.attributes }));

export const sliceChannels: LowerOp<'slice_channels'> = (node, lowering, [x]) => {
  const { from, count } = node.attributes;
  const [channels] = mapShape(node.inputs[0].type);
  lowering.kernel(node, copyOf(x, { ...identityView, before: -from, after: from + count - channels }));
};
