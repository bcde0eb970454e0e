import { inferType, takes, type Inferred, type Inputs, type OpAttributes, type OpName } from './ops/index.ts';
import { ShapeError } from './ops/shape-error.ts';
import { describeShape, sameShape, type TensorType } from './tensor-type.ts';

/** An operation has as many inputs as it takes, and the type that its shape rule infers from theirs. */
export function verifyType<Op extends Inferred>(
  op: Op,
  attributes: OpAttributes[Op],
  inputs: readonly TensorType[],
  type: TensorType,
  fail: (what: string) => never,
): void {
  verifyArity(op, inputs.length, fail);
  const inferred = inferOr(() => inferType(op, attributes, inputs as Inputs<Op, TensorType>), fail);
  if (!sameShape(inferred.shape, type.shape)) {
    fail(`has type ${describeShape(type.shape)}, its rule infers ${describeShape(inferred.shape)}`);
  }
}

export function verifyArity(op: OpName, inputs: number, fail: (what: string) => never): void {
  const [least, most] = takes(op);
  const expected = least === most ? least : most === Infinity ? `${least} or more` : `${least} to ${most}`;
  if (inputs < least || inputs > most) fail(`has ${inputs} inputs, expected ${expected}`);
}

function inferOr(infer: () => TensorType, fail: (what: string) => never): TensorType {
  try {
    return infer();
  } catch (error) {
    if (error instanceof ShapeError) fail(error.message);
    throw error;
  }
}
