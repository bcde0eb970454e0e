import { checkOptions, checkValue, kind, listOf, positive, required } from '@resnet-compile/options';
import type { Image } from '../image.ts';

/** Per channel, of values in 0…1. */
export interface Normalization {
  /** Subtracted, a number per channel. */
  readonly mean: readonly number[];
  /** Then divided by, a positive number per channel. */
  readonly std: readonly number[];
}

/** ImageNet's, as torchvision's published weights expect it. */
export const imagenetNormalization: Normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** The float of every byte, 256 for each channel: (byte / 255 − mean) / std, rounded once. */
export function byteTable(channels: number, normalization: Normalization | undefined): Float32Array {
  return Float32Array.from({ length: channels * 256 }, (_, at) => {
    const channel = at >> 8;
    const { mean, std } = normalization ?? {};
    return ((at & 255) / 255 - (mean?.[channel] ?? 0)) / (std?.[channel] ?? 1);
  });
}

/** Writes an image's floats into `values`, which has as many. */
export function writeNormalized({ data, channels }: Image, table: Float32Array, values: Float32Array): void {
  const plane = data.length / channels;
  for (let channel = 0, at = 0; channel < channels; channel++) {
    const row = table.subarray(channel * 256, channel * 256 + 256);
    for (const end = at + plane; at < end; at++) values[at] = row[data[at]!]!;
  }
}

/** @throws {TypeError | RangeError} where mean and deviation do not fit the channels. */
export function checkNormalization(normalization: Normalization, channels: number): void {
  const each = `${channels} number${channels === 1 ? '' : 's'}, one per channel`;
  const numbers = listOf(kind('', Number.isFinite), each, channels);
  checkOptions<Normalization>('batches: normalize', normalization, { mean: required(numbers), std: required(numbers) });
  checkValue('batches: normalize: std', normalization.std, listOf(positive(), `${each}, above 0`));
}
