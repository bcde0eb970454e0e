import { activations, partsOf, pointwise, type Scalar } from '@resnet-compile/ir';
import { float, text, type Attributes } from '../attributes.ts';
import { operators, type Operator } from '../operators.ts';
import { unify } from './unify.ts';

interface KnownExpression {
  readonly operator: Operator;
  /** The expression of so many numbers. */
  readonly of: (...numbers: number[]) => Scalar;
  readonly numbers?: 1;
  readonly attributes?: (...numbers: number[]) => Attributes;
  /** Inputs behind the expression's operands. */
  readonly behind?: readonly number[];
}

/** Expressions that are operators, the larger ones first. */
const rows: readonly KnownExpression[] = [
  { operator: 'HardSwish', of: activations.hard_swish },
  { operator: 'Mish', of: activations.mish },
  { operator: 'Gelu', of: activations.gelu },
  { operator: 'Gelu', of: activations.gelu_tanh, attributes: () => ({ approximate: text('tanh') }) },
  { operator: 'Softplus', of: activations.softplus },
  {
    operator: 'HardSigmoid',
    of: activations.hard_sigmoid,
    attributes: () => ({ alpha: float(1 / 6), beta: float(0.5) }),
  },
  { operator: 'Clip', of: activations.relu6, behind: [0, 6] },
  {
    operator: 'LeakyRelu',
    of: activations.leaky_relu,
    numbers: 1,
    attributes: (alpha = NaN) => ({ alpha: float(alpha) }),
  },
  { operator: 'Elu', of: activations.elu, numbers: 1, attributes: (alpha = NaN) => ({ alpha: float(alpha) }) },
  { operator: 'Relu', of: activations.relu },
  { operator: 'PRelu', of: () => pointwise.prelu },
];

/** A part of an expression as an operator. */
export interface Recognised {
  readonly operator: Operator;
  readonly operands: readonly Scalar[];
  readonly attributes: Attributes;
  readonly behind: readonly number[];
}

/** The operator of an operator set that a part of an expression is, if it is one. */
export function recognised(part: Scalar, opset: number): Recognised | undefined {
  for (const { operator, of, numbers, attributes = () => ({}), behind = [] } of rows) {
    if (operators[operator] > opset) continue;
    for (const given of numbers ? constantsOf(part) : [[]]) {
      const operands = unify(of(...given), part);
      // A slope that is computed might be larger than what it is multiplied with.
      if (operands && (operator !== 'PRelu' || operands.every(({ op }) => op === 'operand')))
        return { operator, operands, attributes: attributes(...given), behind };
    }
  }
  return undefined;
}

const constantsOf = (part: Scalar): readonly (readonly [number])[] =>
  partsOf(part).flatMap((each) => (each.op === 'constant' ? [[each.value] as const] : []));
