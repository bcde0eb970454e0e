import type { Inputs, NodeOf, OpName } from '@resnet-compile/ir';
import type { Lowering } from '../lowering.ts';

/** Adds to the program what computes a node's value; `inputs` are the ids of what holds its inputs. */
export type LowerOp<Op extends OpName> = (node: NodeOf<Op>, lowering: Lowering, inputs: Inputs<Op, string>) => void;
