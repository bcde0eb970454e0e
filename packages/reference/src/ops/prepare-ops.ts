import type { PrepareOp } from '@resnet-compile/ir';
import { stateOf } from '../run-inputs.ts';
import { elementsOf, toValues } from '../values.ts';
import type { OpFunction } from './op-function.ts';

/** The operations on parameters alone. One without a definition is a type error here. */
export const prepareOps: { readonly [Op in PrepareOp]: OpFunction<Op> } = {
  parameter: ({ name }, _, shape, { state }) => stateOf(state, name, shape),
  constant: ({ values }, _, shape) => toValues({ shape, data: values }),
  batch_norm_scale: ({ epsilon }, [gamma, variance]) => ({
    shape: gamma!.shape,
    data: gamma!.data.map((value, channel) => value / Math.sqrt(variance!.data[channel]! + epsilon)),
  }),
  batch_norm_shift: (_, [beta, mean, scale]) => ({
    shape: beta!.shape,
    data: beta!.data.map((value, channel) => value - mean!.data[channel]! * scale!.data[channel]!),
  }),
  scale_filters: (_, [filters, scale]) => {
    const perFilter = elementsOf(filters!.shape.slice(1));
    return {
      shape: filters!.shape,
      data: filters!.data.map((value, index) => value * scale!.data[Math.floor(index / perFilter)]!),
    };
  },
  multiply_add: (_, [a, b, c]) => ({
    shape: a!.shape,
    data: a!.data.map((value, index) => value * b!.data[index]! + c!.data[index]!),
  }),
};
