import { strides, type BufferDeclaration, type Kernel, type Tile } from '@resnet-compile/ir';
import type { ScheduleContext } from '../pass.ts';
import { productOf } from './schedule.ts';

/**
 * Winograd's algorithm for a 3×3 convolution, or for the gradient of its input, where it was measured to be the fastest,
 * or else the target's cost model has it faster at a batch of one; undefined where the direct one is, or the only one.
 */
export function chooseWinograd(
  kernel: Kernel,
  input: BufferDeclaration,
  { target: { winograd, tile }, schedules }: ScheduleContext,
): Pick<Tile, 'winograd' | 'block'> | undefined {
  if (!winograd || !isEligible(kernel, input)) return undefined;
  const [out, height, width] = kernel.shape;
  const inChannels = strides(input).pixel;
  const outChannels = Math.ceil(out / 4) * 4;
  const whole = (rows: number): number => Math.ceil(rows / tile.pixels) * tile.pixels;
  const weights = inChannels * outChannels;
  const direct = 9 * weights * (whole(height * width) * winograd.multiplyAdd + winograd.weight);
  const candidates = winograd.outputs.map((outputs) => {
    const places = (outputs + 2) ** 2;
    const tiles = Math.ceil(height / outputs) * Math.ceil(width / outputs);
    const cost =
      places *
      (weights * (whole(tiles) * winograd.multiplyAdd + winograd.weight) +
        tiles * (inChannels + outChannels) * winograd.transformed);
    const block =
      Math.max(1, Math.floor(winograd.scratchBytes / (places * (inChannels + outChannels) * 4) / tile.pixels)) *
      tile.pixels;
    return { winograd: outputs, block, cost };
  });
  const product = kernel.core.kind === 'convolution' ? productOf(kernel, input.shape) : undefined;
  const measured = product && schedules?.(product);
  // A record may be older than the tile that it was measured with.
  if (measured?.tile.pixels === tile.pixels && measured.tile.channels === tile.channels) {
    const wanted = candidates.find((candidate) => candidate.winograd === measured.winograd);
    return wanted && { winograd: wanted.winograd, block: wanted.block };
  }
  const best = candidates.reduce((a, b) => (b.cost < a.cost ? b : a));
  return best.cost < direct ? { winograd: best.winograd, block: best.block } : undefined;
}

function isEligible({ core, shape }: Kernel, input: BufferDeclaration): boolean {
  if (core.kind !== 'convolution' && core.kind !== 'input_gradient') return false;
  return (
    core.attributes.groups === 1 &&
    String(core.attributes.kernel) === '3,3' &&
    String([core.attributes.stride, core.attributes.dilation]) === '1,1,1,1' &&
    strides(input).pixel % 4 === 0 &&
    shape[0] >= 4
  );
}
