import { constant, operand, pointwise } from '@resnet-compile/ir';
import { channelsOf, type LayerRule } from './layer-rule.ts';

export const scale: LayerRule<'scale'> = {
  build: ({ factor, trained }, x, { add, parameter }) => {
    if (!trained) return add('map', { of: pointwise.multipleOf(constant(factor)) }, [x]);
    const each = add('expand', { channels: channelsOf(x) }, [parameter('weight', [1], factor)]);
    return add('map', { of: pointwise.multipleOf(operand(1)) }, [x, each]);
  },
};
