import { coreOf, operand } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

export const globalAveragePool: LowerOp<'global_average_pool'> = (node, lowering, [x]) =>
  lowering.kernel(node, coreOf('mean', { of: operand(0) }, [{ buffer: x }], [], []));

export const globalAveragePoolGradient: LowerOp<'global_average_pool_gradient'> = (node, lowering, [dy]) =>
  lowering.kernel(node, coreOf('spread', {}, [{ buffer: dy }], [], []));
