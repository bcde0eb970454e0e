import { strides, type KernelProgram } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * Gives convolutions and matrix products the target's register tile, and blocks of pixels small enough for the input of
 * a block to stay in the cache while every output channel passes over it.
 */
export const chooseTiles: Pass<KernelProgram> = {
  name: 'choose-tiles',
  summary: 'chooses register tiles and cache blocks',
  run: (program, { target: { tile, cacheBytes } }) => {
    if (!program.kernels.some(({ core }) => 'weights' in core)) return program;
    const buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
    return {
      ...program,
      kernels: program.kernels.map((kernel) => {
        if (!('weights' in kernel.core) || kernel.tile) return kernel;
        const stride = kernel.core.kind === 'convolution' ? kernel.core.stride[0] * kernel.core.stride[1] : 1;
        const bytesPerPixel = strides(buffers.get(kernel.core.input)!).pixel * stride * 4;
        const tiles = Math.max(Math.floor(cacheBytes / bytesPerPixel / tile.pixels), 4);
        return { ...kernel, tile: { ...tile, block: tiles * tile.pixels } };
      }),
    };
  },
};
