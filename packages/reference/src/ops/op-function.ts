import type { Inputs, OpAttributes, OpName } from '@resnet-compile/ir';
import type { RunInputs } from '../run-inputs.ts';
import type { Values } from '../values.ts';

/** Computes one operation's value. `shape`: of the result, with the batch's size in place of N. */
export type OpFunction<Op extends OpName> = (
  attributes: OpAttributes[Op],
  inputs: Inputs<Op, Values>,
  shape: readonly number[],
  run: RunInputs,
) => Values;
