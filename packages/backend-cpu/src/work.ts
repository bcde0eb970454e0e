import { filtersOfGradient } from './filters-of-gradient.ts';
import { tapsOf, type KernelShape } from './kernel-shape.ts';

/** Multiply-adds of a convolution that take as long as reading, changing and storing one value: measured, roughly. */
const perValue = 16;

/** Multiply-adds per pixel of a kernel's result, or as long; per image where it reduces to tensors. An estimate, to share work. */
export function workOf(shape: KernelShape): number {
  const {
    core,
    map: [height, width],
    paddedChannels,
  } = shape;
  switch (core.kind) {
    case 'convolution':
      return paddedChannels * (core.kernelRows * core.pieces * core.run + perValue);
    case 'grouped_convolution':
      return paddedChannels * (tapsOf(core.group) + perValue);
    case 'winograd':
      return (
        (core.outputs + 2) ** 2 * (paddedChannels * core.inChannels + perValue * (paddedChannels + core.inChannels))
      );
    case 'filter_gradient':
    case 'grouped_filter_gradient':
      return height * width * (filtersOfGradient(shape) ?? 0);
    case 'channel_statistics':
    case 'channel_sums':
      return height * width * paddedChannels * perValue;
    case 'mean':
      return core.size[0] * core.size[1] * paddedChannels * perValue;
    case 'channel_convolution':
    case 'channel_filter_gradient':
      return core.taps * paddedChannels * perValue;
    case 'max_pool':
    case 'average_pool':
    case 'max_pool_gradient':
    case 'average_pool_gradient':
      return core.kernel[0] * core.kernel[1] * paddedChannels * perValue;
    default:
      return paddedChannels * perValue;
  }
}
