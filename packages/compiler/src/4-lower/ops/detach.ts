import type { LowerOp } from './lower-op.ts';

export const detach: LowerOp<'detach'> = (node, lowering, [x]) => lowering.alias(node, x);
