import { channelRange, featureMap, viewed } from '../feature-map.ts';
import type { OpFunction } from './op-function.ts';

export const padChannels: OpFunction<'pad_channels'> = ({ before, after }, [x]) =>
  viewed(featureMap(x), { stride: [1, 1], before, after });

export const sliceChannels: OpFunction<'slice_channels'> = ({ from, count }, [x]) =>
  viewed(channelRange(featureMap(x), from, count), { stride: [1, 1], before: 0, after: 0 });
