import { mapValues, sumsPerChannel } from '../map-values.ts';
import type { OpFunction } from './op-function.ts';

export const map: OpFunction<'map'> = ({ of }, inputs) => mapValues(of, inputs);
export const channelSum: OpFunction<'channel_sum'> = ({ of }, inputs) => sumsPerChannel(of, inputs);
