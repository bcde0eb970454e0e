import {
  compileScalar,
  decayOf,
  operandsOfUpdate,
  updateRuleOf,
  type InTraining,
  type OptimizerDeclaration,
  type Scalar,
} from '@resnet-compile/ir';
import { zeros, type Values } from '../values.ts';

/** What one update of one parameter takes; `step` counts from 1. */
export interface Update {
  readonly parameter: Values;
  readonly gradient: Values;
  /** The optimiser's memory of this parameter; zeros before the first step. */
  readonly moments?: readonly Values[] | undefined;
  readonly learningRate: number;
  readonly step: number;
  /** Of all gradients together. */
  readonly norm: number;
  /** Rate and decay of its own. */
  readonly declared?: InTraining | undefined;
}

export interface Updated {
  readonly parameter: Values;
  readonly moments: readonly Values[];
}

/** What the optimiser's rule makes of each element. */
export function update(
  optimizer: OptimizerDeclaration,
  clipNorm: number | null,
  { parameter, gradient, moments, learningRate, step, norm, declared: { rate = 1, decay } = {} }: Update,
): Updated {
  const { shape, data } = parameter;
  const rule = updateRuleOf(optimizer, clipNorm);
  const before = moments ?? rule.moments.map(() => zeros(...shape));
  const operands = operandsOfUpdate<Float64Array | number>({
    parameter: data,
    gradient: gradient.data,
    decay: decayOf(optimizer, { shape, decay }),
    rate: learningRate * rate,
    step,
    norm,
    moments: before.map((moment) => moment.data),
  });
  const evaluate = (of: Scalar): Values => ({ shape, data: evaluateEach(of, operands, data.length) });
  return { parameter: evaluate(rule.parameter), moments: rule.moments.map(evaluate) };
}

/** An expression for each element; operands that are numbers are the same for all. */
function evaluateEach(of: Scalar, operands: readonly (Float64Array | number)[], length: number): Float64Array {
  const evaluate = compileScalar(of);
  const given = Float64Array.from(operands, (operand) => (typeof operand === 'number' ? operand : NaN));
  const columns = operands.flatMap((operand, place) =>
    typeof operand === 'number' ? [] : [[place, operand] as const],
  );
  return new Float64Array(length).map((_, index) => {
    for (const [place, values] of columns) given[place] = values[index]!;
    return evaluate(given);
  });
}
