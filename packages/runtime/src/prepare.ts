import { compileArithmetic, found, type PrepareStep } from '@resnet-compile/ir';
import type { State } from './weights.ts';

/**
 * A prepared tensor: `values`, and for filters the scale per output channel that is yet to be multiplied in, so that
 * folding rounds once, when the result is packed.
 */
export interface Prepared {
  readonly values: ArrayLike<number>;
  readonly scale?: Float64Array;
}

/** What each operation reads. */
interface Inputs {
  readonly parameter: readonly [];
  readonly constant: readonly [];
  readonly map: readonly [Prepared, ...Prepared[]];
  readonly expand: readonly [Prepared];
  readonly scale_filters: readonly [filters: Prepared, scale: Prepared];
}

type Evaluate<Op extends PrepareStep['op'], Given = Inputs[Op]> = (
  step: Extract<PrepareStep, { op: Op }>,
  inputs: Given,
  state: State,
) => Prepared;

const perChannel = (length: number, value: (channel: number) => number): Prepared => ({
  values: Float64Array.from({ length }, (_, channel) => value(channel)),
});

const rules: { readonly [Op in PrepareStep['op']]: Evaluate<Op> } = {
  parameter: ({ attributes }, _, state) => ({ values: found(state, attributes.name) }),
  constant: ({ attributes }) => ({ values: attributes.values }),
  map: ({ attributes: { of } }, inputs) => {
    const evaluate = compileArithmetic(of);
    return perChannel(inputs[0].values.length, (c) => evaluate(inputs.map(({ values }) => values[c]!)));
  },
  expand: ({ attributes: { channels } }, [one]) => perChannel(channels, () => one.values[0]!),
  scale_filters: (_, [filters, scale]) => {
    const before = filters.scale;
    return {
      values: filters.values,
      scale: Float64Array.from(scale.values, (value, channel) => value * (before ? before[channel]! : 1)),
    };
  },
};

/** Runs the prepare program in float64. */
export function prepareState(steps: readonly PrepareStep[], state: State): ReadonlyMap<string, Prepared> {
  const prepared = new Map<string, Prepared>();
  for (const step of steps) {
    const inputs = step.inputs.map((id) => found(prepared, id));
    prepared.set(step.id, (rules[step.op] as Evaluate<PrepareStep['op'], readonly Prepared[]>)(step, inputs, state));
  }
  return prepared;
}
