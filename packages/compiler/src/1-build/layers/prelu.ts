import { pointwise } from '@resnet-compile/ir';
import { channelsOf, type LayerRule } from './layer-rule.ts';

export const prelu: LayerRule<'prelu'> = {
  build: ({ initial, perChannel }, x, { add, parameter }) => {
    const channels = channelsOf(x);
    const slopes = parameter('weight', [perChannel ? channels : 1], initial);
    return add('map', { of: pointwise.prelu }, [x, perChannel ? slopes : add('expand', { channels }, [slopes])]);
  },
};
