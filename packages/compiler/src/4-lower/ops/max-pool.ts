import { coreOf } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

export const maxPool: LowerOp<'max_pool'> = (node, lowering, [x]) =>
  lowering.kernel(node, coreOf('max_pool', node.attributes, [{ buffer: x }], [], []));

export const maxPoolGradient: LowerOp<'max_pool_gradient'> = (node, lowering, [dy, x]) =>
  lowering.kernel(node, coreOf('max_pool_gradient', node.attributes, [{ buffer: dy }, { buffer: x }], [], []));
