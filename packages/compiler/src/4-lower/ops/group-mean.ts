import { coreOf } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

export const groupMean: LowerOp<'group_mean'> = (node, lowering, [x]) =>
  lowering.kernel(node, coreOf('group_mean', node.attributes, [{ buffer: x }], [], []));
