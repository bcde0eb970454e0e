import { ofSameShape } from '../partial-shape.ts';
import { channelsOf, type LayerRule } from './layer-rule.ts';
import { scaleAndShift } from './scale-and-shift.ts';

export const batchNorm: LayerRule<'batchNorm'> = {
  build: ({ epsilon, momentum }, x, site) => {
    const { add, parameter } = site;
    const vector = [channelsOf(x)];
    const [gamma, beta] = scaleAndShift(x, site);
    const mean = parameter('running_mean', vector, 0, 'buffer');
    const variance = parameter('running_var', vector, 1, 'buffer');
    return add('batch_norm', { epsilon, momentum }, [x, gamma, beta, mean, variance]);
  },
  mistaken: ofSameShape,
};
