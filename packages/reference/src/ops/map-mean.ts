import { mean } from '../cores/pool.ts';
import { featureMap } from '../feature-map.ts';
import { mapValues } from '../map-values.ts';
import type { OpFunction } from './op-function.ts';

export const mapMean: OpFunction<'map_mean'> = ({ of }, inputs) => mean(featureMap(mapValues(of, inputs)));
