import { channelRange, copyMap, featureMap } from '../feature-map.ts';
import { zeros } from '../values.ts';
import type { OpFunction } from './op-function.ts';

export const concatenate: OpFunction<'concatenate'> = (_, inputs, shape) => {
  const result = zeros(...shape);
  let from = 0;
  for (const input of inputs) {
    const map = featureMap(input);
    copyMap(map, channelRange(featureMap(result), from, map.shape[0]));
    from += map.shape[0];
  }
  return result;
};
