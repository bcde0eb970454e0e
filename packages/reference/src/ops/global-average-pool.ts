import { noPadding } from '@resnet-compile/ir';
import { mean } from '../cores/pool.ts';
import { averagePoolGradient } from '../cores/pool-gradients.ts';
import { featureMap } from '../feature-map.ts';
import type { OpFunction } from './op-function.ts';

export const globalAveragePool: OpFunction<'global_average_pool'> = (_, [x]) => mean(featureMap(x));

export const globalAveragePoolGradient: OpFunction<'global_average_pool_gradient'> = ({ size }, [dy], shape) =>
  averagePoolGradient(dy, shape, { kernel: size, stride: [1, 1], padding: noPadding, counted: noPadding });
