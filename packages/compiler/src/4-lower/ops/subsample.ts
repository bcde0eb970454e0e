import { coreOf, identityView } from '@resnet-compile/ir';
import { copyOf } from '../lowering.ts';
import type { LowerOp } from './lower-op.ts';

export const subsample: LowerOp<'subsample'> = (node, lowering, [x]) =>
  lowering.kernel(node, copyOf(x, { ...identityView, stride: node.attributes.stride }));

export const upsampleZeros: LowerOp<'upsample_zeros'> = (node, lowering, [dy]) =>
  lowering.kernel(node, coreOf('upsample', { stride: node.attributes.stride }, [{ buffer: dy }], [], []));
