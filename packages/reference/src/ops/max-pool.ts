import { maxPool as pool } from '../cores/pool.ts';
import { maxPoolGradient as gradient } from '../cores/pool-gradients.ts';
import { featureMap } from '../feature-map.ts';
import type { OpFunction } from './op-function.ts';

export const maxPool: OpFunction<'max_pool'> = (window, [x]) => pool(featureMap(x), window);

export const maxPoolGradient: OpFunction<'max_pool_gradient'> = (window, [dy, x]) => gradient(dy, x, window);
