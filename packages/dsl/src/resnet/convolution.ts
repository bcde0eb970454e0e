import type { ConvLayer } from '../layer.ts';
import { conv, type ConvOptions } from '../layers/conv.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/** A convolution as all of the network are, but for the classifier. */
export const convolution = (
  { bias, weightStandardization }: ResolvedOptions,
  channels: number,
  options: ConvOptions = {},
): ConvLayer =>
  conv(channels, {
    ...options,
    ...(bias ? { bias } : {}),
    ...(weightStandardization ? { weightStandardization } : {}),
  });
