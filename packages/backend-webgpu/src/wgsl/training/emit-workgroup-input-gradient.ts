import type { ConvolutionShape } from '../../convolution-shape.ts';
import { vectorsOf, type KernelShape } from '../../kernel-shape.ts';
import { clearLanesBehind } from '../clear-lanes-behind.ts';
import { emitPixels, emitRun } from '../emit-pixels.ts';
import { emitWorkgroupProduct, highOf, selected, turnedFilterLoads } from '../emit-workgroup-product.ts';
import { load, loadWeights } from '../memory.ts';
import { lines, u } from '../text.ts';
import { emitAddress, emitTaps, isInside } from './emit-input-gradient.ts';
import { emitPhase, emitPhasePixels } from './emit-pixels-by-phase.ts';

/** An input gradient, of one group, whose workgroups load gradients and filters together; strided ones phase by phase. */
export function emitWorkgroupInputGradient(core: ConvolutionShape, shape: KernelShape): string {
  const {
    input,
    window: { rows },
    kernel: [, kw],
  } = core;
  const { map, channels, tile, half } = shape;
  const isStrided = core.stride.some((stride) => stride > 1);
  const [step, panel] = [vectorsOf(input.channels), vectorsOf(channels)];
  const pixels = (numbers: readonly string[]): string =>
    isStrided ? emitPhasePixels(core, map, numbers) : emitPixels(map, numbers);
  return lines(
    emitWorkgroupProduct({
      tile,
      panel,
      panels: 1,
      inputVectors: step,
      place: (group) =>
        isStrided
          ? emitPhase(core, map, { item: `(${group})`, pixels: highOf(tile), first: 'corner' })
          : lines(
              `let pixels = batch.x * ${u(map[0] * map[1])};`,
              `let corner = ${group} * ${u(highOf(tile))};`,
              'if (corner >= pixels) { return; }',
            ),
      start: '',
      pixels,
      run: isStrided
        ? pixels(Array.from({ length: tile.pixels }, (_, p) => `min(first + ${u(p)}, pixels - 1u)`))
        : emitRun(map, tile.pixels),
      taps: (body) =>
        emitTaps(
          core,
          isStrided ? ['fy', 'fx'] : ['0u', '0u'],
          lines(`let tap = (ky * ${u(kw)} + kx) * ${u(rows * step)};`, body),
        ),
      address: (round) => emitAddress(core, round),
      input: (round) => load(input, `at${round} + own`),
      isInside: (round) => (isInside(core) ? [] : [`in${round}`]),
      filters: turnedFilterLoads(tile, {
        isInside: (vector, own) => selected(4 * step, `${own} < ${u(step)}`, panel, `${vector} < ${u(panel)}`, tile),
        load: (vector, lane, own) => loadWeights(half, `tap + ((${vector}) * 4u + ${u(lane)}) * ${u(step)} + ${own}`),
      }),
    }),
    clearLanesBehind(shape),
  );
}
