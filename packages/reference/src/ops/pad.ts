import { pad as padMap, padGradient as gradient } from '../cores/pad.ts';
import { featureMap } from '../feature-map.ts';
import type { OpFunction } from './op-function.ts';

export const pad: OpFunction<'pad'> = (attributes, [x], shape) => padMap(featureMap(x), attributes, shape);

export const padGradient: OpFunction<'pad_gradient'> = (attributes, [dy], shape) =>
  gradient(featureMap(dy), attributes, shape);
