import { expectMap, ofSameShape } from '../partial-shape.ts';
import { channelsOf, type LayerRule } from './layer-rule.ts';

export const batchNorm: LayerRule<'batchNorm'> = {
  build: ({ epsilon, momentum }, x, { add, parameter, beginsAsZero }) => {
    const vector = [channelsOf(x)];
    // With γ = 0 a block is the identity at first (Goyal et al. 2017).
    const gamma = parameter('weight', vector, beginsAsZero ? 0 : 1);
    const beta = parameter('bias', vector);
    const mean = parameter('running_mean', vector, 0, 'buffer');
    const variance = parameter('running_var', vector, 1, 'buffer');
    return add('batch_norm', { epsilon, momentum }, [x, gamma, beta, mean, variance]);
  },
  mistaken: ofSameShape,
  behindMistake: (_, x) => expectMap(x),
};
