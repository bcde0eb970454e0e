import { viewedShape, type Core } from './kernel-program.ts';
import type { MapShape } from './map-shape.ts';
import { windowedSize } from './ops/window.ts';
import { winogradShape } from './winograd.ts';

/**
 * The shape of a core's result; undefined where its input does not determine it: gradients of windows have the shape of
 * what the windows read, and reductions have none.
 */
export function coreShape(
  core: Core,
  [channels, height, width]: MapShape,
  weights?: readonly number[],
): MapShape | undefined {
  switch (core.kind) {
    case 'convolution':
    case 'max_pool':
    case 'average_pool':
      return [
        core.kind === 'convolution' ? weights![0]! : channels,
        windowedSize(height, core.kernel[0], core.stride[0], core.padding[0]),
        windowedSize(width, core.kernel[1], core.stride[1], core.padding[1]),
      ];
    case 'matrix_product':
      return [weights![0]!, 1, 1];
    case 'mean':
      return [channels, 1, 1];
    case 'copy':
      return viewedShape([channels, height, width], core.view);
    case 'winograd_input':
    case 'winograd_product':
    case 'winograd_output':
      return winogradShape(core, [channels, height, width], weights);
    case 'cross_entropy':
      return [channels, height, width];
    default:
      return undefined;
  }
}
