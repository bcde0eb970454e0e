import { averagePool as pool } from '../cores/pool.ts';
import { averagePoolGradient as gradient } from '../cores/pool-gradients.ts';
import { featureMap } from '../feature-map.ts';
import type { OpFunction } from './op-function.ts';

export const averagePool: OpFunction<'average_pool'> = (window, [x]) => pool(featureMap(x), window);

export const averagePoolGradient: OpFunction<'average_pool_gradient'> = (window, [dy], shape) =>
  gradient(dy, shape, window);
