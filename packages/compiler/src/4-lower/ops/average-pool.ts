import { coreOf } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

export const averagePool: LowerOp<'average_pool'> = (node, lowering, [x]) =>
  lowering.kernel(node, coreOf('average_pool', node.attributes, [{ buffer: x }], [], []));

export const averagePoolGradient: LowerOp<'average_pool_gradient'> = (node, lowering, [dy]) => {
  const { size: _, ...attributes } = node.attributes;
  lowering.kernel(node, coreOf('average_pool_gradient', attributes, [{ buffer: dy }], [], []));
};
