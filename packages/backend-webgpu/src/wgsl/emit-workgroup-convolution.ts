import type { ConvolutionShape } from '../convolution-shape.ts';
import { vectorsOf, type KernelShape } from '../kernel-shape.ts';
import { emitAddress, isPadded } from './emit-convolution.ts';
import { emitPixels, emitRun } from './emit-pixels.ts';
import { emitWorkgroupProduct, filterLoads, highOf, selected } from './emit-workgroup-product.ts';
import { load, loadWeights } from './memory.ts';
import { lines, repeat, u } from './text.ts';

/** A convolution whose workgroups load inputs and filters together. */
export function emitWorkgroupConvolution(core: ConvolutionShape, shape: KernelShape): string {
  const {
    window: { rows, panel },
    kernel: [kh, kw],
  } = core;
  const { channels, map, tile, half } = shape;
  return emitWorkgroupProduct({
    tile,
    panel,
    panels: vectorsOf(channels) / panel,
    inputVectors: Math.ceil(rows / 4),
    place: (group) =>
      lines(
        `let pixels = batch.x * ${u(map[0] * map[1])};`,
        `let corner = ${group} * ${u(highOf(tile))};`,
        'if (corner >= pixels) { return; }',
      ),
    start: core.grouped ? `let start = panel * ${u(rows / 4)};` : '',
    pixels: (numbers) => emitPixels(map, numbers),
    run: emitRun(map, tile.pixels),
    taps: (body) => repeat('ky', kh, repeat('kx', kw, body)),
    address: (round) => emitAddress(core, round),
    input: (round) => load(core.input, `at${round} + own`),
    isInside: (round) => (isPadded(core) ? [`in${round}`] : []),
    filters: filterLoads(tile, {
      top: `((panel * ${u(kh)} + ky) * ${u(kw)} + kx) * ${u(rows)} + k * 4u`,
      isInside: (row, vector) => selected(rows, `k * 4u + ${row} < ${u(rows)}`, panel, `${vector} < ${u(panel)}`, tile),
      load: (row, vector) => loadWeights(half, `(top + ${row}) * ${u(panel)} + ${vector}`),
    }),
  });
}
