import { found } from '@resnet-compile/ir';
import type { KernelProgram } from '@resnet-compile/ir';
import { functionOf } from '../ops/index.ts';
import type { RunInputs } from '../run-inputs.ts';
import type { Values } from '../values.ts';

/** Runs the prepare program in float64: its tensors by id. @throws {Error} where the state does not fit it. */
export function prepare(program: KernelProgram, run: RunInputs): ReadonlyMap<string, Values> {
  const prepared = new Map<string, Values>();
  for (const { id, op, inputs, attributes, shape } of program.prepare) {
    const values = functionOf(op)(
      attributes,
      inputs.map((input) => found(prepared, input)),
      shape,
      run,
    );
    if (String(values.shape) !== String(shape))
      throw new Error(`prepare ${id} computes ${values.shape.join('×')}, declared is ${shape.join('×')}`);
    prepared.set(id, values);
  }
  return prepared;
}
