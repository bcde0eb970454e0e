import { copyMap, featureMap, subsampled, viewed } from '../feature-map.ts';
import { zeros } from '../values.ts';
import type { OpFunction } from './op-function.ts';

export const subsample: OpFunction<'subsample'> = ({ stride }, [x]) =>
  viewed(featureMap(x), { stride, before: 0, after: 0 });

export const upsampleZeros: OpFunction<'upsample_zeros'> = ({ stride }, [dy], shape) => {
  const result = zeros(...shape);
  copyMap(featureMap(dy), subsampled(featureMap(result), stride));
  return result;
};
