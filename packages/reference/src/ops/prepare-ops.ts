import type { PrepareOp } from '@resnet-compile/ir';
import { mapValues } from '../map-values.ts';
import { stateOf } from '../run-inputs.ts';
import { elementsOf, toValues } from '../values.ts';
import type { OpFunction } from './op-function.ts';

/** The operations on parameters alone. One without a definition is a type error here. */
export const prepareOps: { readonly [Op in PrepareOp]: OpFunction<Op> } = {
  parameter: ({ name }, _, shape, { state }) => stateOf(state, name, shape),
  constant: ({ values }, _, shape) => toValues({ shape, data: values }),
  map: ({ of }, inputs) => mapValues(of, inputs),
  expand: ({ channels }, [one]) => ({ shape: [channels], data: new Float64Array(channels).fill(one!.data[0]!) }),
  scale_filters: (_, [filters, scale]) => {
    const perFilter = elementsOf(filters!.shape.slice(1));
    return {
      shape: filters!.shape,
      data: filters!.data.map((value, index) => value * scale!.data[Math.floor(index / perFilter)]!),
    };
  },
};
