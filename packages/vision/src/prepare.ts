import { fit, grayscale, type Image } from '@resnet-compile/data/images';
import type { Preprocessing } from './preprocessing.ts';

/**
 * A picture as the network's input, in bytes: gray where it has one channel, resized by Pillow's arithmetic, the middle cut out.
 * Gray comes first, as where files are read by `convert('L')`.
 */
export function prepare(
  picture: Image,
  { input, shorter, interpolation }: Pick<Preprocessing, 'input' | 'shorter' | 'interpolation'>,
): Image {
  return fit(input[0] === 1 ? oneChannel(grayscale(picture)) : picture, shorter, input, interpolation);
}

const oneChannel = ({ data, height, width }: Image): Image => ({
  data: data.subarray(0, height * width),
  channels: 1,
  height,
  width,
});
