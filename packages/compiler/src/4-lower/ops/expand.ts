import { operand } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

export const expand: LowerOp<'expand'> = (node, lowering, [one]) =>
  lowering.alias(node, lowering.vector(node, 'expanded', operand(0), [one], { length: node.attributes.channels }));

export const total: LowerOp<'total'> = (node, lowering, [x]) =>
  lowering.alias(node, lowering.vector(node, 'total', operand(0), [x], { total: true }));
