import { coreOf } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';
import { splitOperands } from './map.ts';

export const mapMean: LowerOp<'map_mean'> = (node, lowering, inputs) => {
  const { of, reads, tensors } = splitOperands(node, inputs);
  lowering.kernel(node, coreOf('mean', { of }, reads, tensors, []));
};
