import { coreOf } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

export const pad: LowerOp<'pad'> = (node, lowering, [x]) =>
  lowering.kernel(node, coreOf('pad', node.attributes, [{ buffer: x }], [], []));

export const padGradient: LowerOp<'pad_gradient'> = (node, lowering, [dy]) => {
  const { size: _, ...attributes } = node.attributes;
  lowering.kernel(node, coreOf('pad_gradient', attributes, [{ buffer: dy }], [], []));
};
