import { fit, grayscale, type Image } from '@resnet-compile/data/images';
import type { Preprocessing } from './preprocessing.ts';

/**
 * A picture as the network's input, in bytes: gray where it has one channel, resized by Pillow's arithmetic, the middle cut out.
 * Gray comes first, as where files are read by `convert('L')`.
 */
export const prepare = (
  picture: Image,
  { input, shorter, interpolation }: Pick<Preprocessing, 'input' | 'shorter' | 'interpolation'>,
): Image => fit(inChannels(picture, input[0]), shorter, input, interpolation);

/** As many channels as the network takes: all three, or gray. */
export function inChannels(picture: Image, channels: number): Image {
  if (channels !== 1) return picture;
  const { data, height, width } = grayscale(picture);
  return { data: data.subarray(0, height * width), channels: 1, height, width };
}
