import { dropout as dropoutStep } from '@resnet-compile/ir';
import { copyOf } from '../lowering.ts';
import type { LowerOp } from './lower-op.ts';

export const dropout: LowerOp<'dropout'> = (node, lowering, [x]) =>
  lowering.kernel(node, copyOf(x), dropoutStep(node.attributes));
