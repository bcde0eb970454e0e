import { store } from '@resnet-compile/ir';
import { copyOf, mapShape } from '../lowering.ts';
import type { LowerOp } from './lower-op.ts';

/** A kernel for each input, which stores it where its channels begin. */
export const concatenate: LowerOp<'concatenate'> = (node, lowering, inputs) => {
  const { origin } = node;
  const buffer = lowering.buffer(node, origin.path ?? node.op);
  let channel = 0;
  for (const [index, input] of inputs.entries()) {
    const shape = mapShape((node.inputs[index] ?? node).type);
    const name = lowering.unique(`${buffer}.${index}`);
    lowering.kernels.push({ name, core: copyOf(input), epilogue: [store(buffer, channel)], shape, origin });
    channel += shape[0];
  }
};
