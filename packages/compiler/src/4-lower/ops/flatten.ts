import type { LowerOp } from './lower-op.ts';

/** N×C×1×1 and N×C are the same C×1×1 map. */
export const flatten: LowerOp<'flatten'> = (node, lowering, [x]) => lowering.alias(node, x);
export const unflatten: LowerOp<'unflatten'> = (node, lowering, [x]) => lowering.alias(node, x);
