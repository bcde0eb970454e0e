import {
  changingValues,
  found,
  declarationOf,
  isTiled,
  readsOf,
  strides,
  tensorsOf,
  trains,
  type Core,
  type BufferDeclaration,
  type Kernel,
  type KernelProgram,
  type Target,
  type Tile,
} from '@resnet-compile/ir';
import type { Pass, ScheduleContext } from '../pass.ts';
import { chooseWinograd } from './choose-winograd.ts';

/**
 * Gives convolutions and matrix products the target's register tile, and blocks of pixels small enough for the input of
 * a block to stay in the cache while every output channel passes over it; or Winograd's algorithm, where that was measured
 * or is estimated to be faster.
 */
export const chooseTiles: Pass<KernelProgram, KernelProgram, ScheduleContext> = {
  name: 'choose-tiles',
  summary: 'chooses algorithms, register tiles and cache blocks',
  run: (program, context) => {
    const { target } = context;
    if (!program.kernels.some(({ core }) => isTiled(core))) return program;
    // In training, which ReLUs are positive hangs on the last bits of the forward pass; gradients are linear in theirs. Before the
    // first parameter that is trained no gradient comes by: there it is inference.
    const changing = trains(program) ? changingValues(program) : undefined;
    const mayRound = (kernel: Kernel): boolean =>
      !changing ||
      declarationOf(kernel.core).gradient === true ||
      ![...readsOf(kernel), ...tensorsOf(kernel)].some((id) => changing.has(id));
    const buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
    return {
      ...program,
      kernels: program.kernels.map((kernel) => {
        const [read] = kernel.core.reads;
        if (!read || !isTiled(kernel.core) || kernel.tile) return kernel;
        const input = found(buffers, read.buffer);
        return {
          ...kernel,
          tile: {
            ...target.tile,
            ...((mayRound(kernel) ? chooseWinograd(kernel, input, context) : undefined) ?? {
              block: directBlock(kernel, input, target),
            }),
          },
        };
      }),
    };
  },
};

/** Filters that no cache keeps come from memory again for every block: so much larger may those be, though slower to read. */
const forLargeFilters = 4;

function directBlock(
  { core, shape: [channels, height, width] }: Kernel,
  input: BufferDeclaration,
  { tile, cacheBytes }: Target,
): Tile['block'] {
  const stride = core.kind === 'convolution' ? core.attributes.stride[0] * core.attributes.stride[1] : 1;
  const { pixel } = strides(input);
  const groups = 'groups' in core.attributes ? core.attributes.groups : 1;
  const filters = (channels * pixel * windowOf(core) * 4) / groups;
  const bytes = filters > cacheBytes ? cacheBytes * forLargeFilters : cacheBytes;
  const most = Math.max(Math.floor(bytes / (pixel * stride * 4) / tile.pixels), 4) * tile.pixels;
  // An image's blocks are alike: the last one reads the filters too.
  const blocks = Math.ceil((height * width) / most);
  return blocks === 1 ? most : Math.ceil((height * width) / blocks / tile.pixels) * tile.pixels;
}

const windowOf = ({ attributes }: Core): number =>
  'kernel' in attributes ? attributes.kernel[0] * attributes.kernel[1] : 1;
