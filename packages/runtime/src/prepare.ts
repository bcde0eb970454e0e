import {
  compileArithmetic,
  found,
  itemOf,
  repeatedValues,
  type Evaluate,
  type PlannedStepOf,
  type PrepareOp,
  type PreparePlan,
} from '@resnet-compile/ir';
import { standardization, type PerFilter } from './standardize.ts';
import type { State } from './weights.ts';

/**
 * A prepared tensor: `values`, and for filters what is yet to be done per output channel, (value − mean)·scale, so that
 * folding rounds once, when the result is packed.
 */
export interface Prepared {
  readonly values: ArrayLike<number>;
  /** As the values are when it is asked: a training step changes them. */
  readonly perFilter?: () => PerFilter;
}

/** What each operation reads. */
interface Inputs {
  readonly parameter: readonly [];
  readonly constant: readonly [];
  readonly map: readonly [Prepared, ...Prepared[]];
  readonly expand: readonly [Prepared];
  readonly scale_filters: readonly [filters: Prepared, scale: Prepared];
  readonly standardize_filters: readonly [filters: Prepared];
}

type Rule<Op extends PrepareOp, Given = Inputs[Op]> = (
  step: PlannedStepOf<Op>,
  inputs: Given,
  state: State,
  evaluators: readonly Evaluate[],
) => Prepared;

const perChannel = (length: number, value: (channel: number) => number): Prepared => ({
  values: Float64Array.from({ length }, (_, channel) => value(channel)),
});

const rules: { readonly [Op in PrepareOp]: Rule<Op> } = {
  parameter: ({ name }, _, state) => ({ values: found(state, name) }),
  constant: ({ values, length }) => ({ values: repeatedValues(values, length) }),
  map: ({ of }, inputs, _, evaluators) => {
    const evaluate = itemOf(evaluators, of);
    return perChannel(inputs[0].values.length, (c) => evaluate(inputs.map(({ values }) => values[c]!)));
  },
  expand: ({ channels }, [one]) => perChannel(channels, () => one.values[0] ?? NaN),
  scale_filters: (_, [filters, scale]) => {
    const { values, perFilter } = filters;
    return {
      values,
      perFilter: () => {
        const before = perFilter?.();
        return {
          mean: before?.mean ?? new Float64Array(scale.values.length),
          scale: Float64Array.from(scale.values, (value, channel) => value * (before ? before.scale[channel]! : 1)),
        };
      },
    };
  },
  standardize_filters: ({ filters, epsilon }, [{ values, perFilter }]) => ({
    values,
    perFilter: () => standardization(values, filters, epsilon, perFilter?.().scale),
  }),
};

/** Runs the prepare program in float64. @returns its tensors by id, and the parameters by name */
export function prepareState({ expressions, steps }: PreparePlan, state: State): ReadonlyMap<string, Prepared> {
  const evaluators = expressions.map(compileArithmetic);
  const prepared = new Map<string, Prepared>(Array.from(state, ([name, values]) => [name, { values }]));
  for (const step of steps) {
    const inputs = step.inputs.map((id) => found(prepared, id));
    prepared.set(step.id, (rules[step.op] as Rule<PrepareOp, readonly Prepared[]>)(step, inputs, state, evaluators));
  }
  return prepared;
}
