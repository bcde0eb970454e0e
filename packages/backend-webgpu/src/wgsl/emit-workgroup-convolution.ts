import { workgroupDepth as depth, workgroupSide as side } from '@resnet-compile/ir';
import type { ConvolutionShape } from '../convolution-shape.ts';
import { vectorsOf, type KernelShape } from '../kernel-shape.ts';
import { emitAddress, isPadded } from './emit-convolution.ts';
import { emitPixels, emitRun } from './emit-pixels.ts';
import { load, loadWeights } from './memory.ts';
import { emitRegisters, lines, repeat, u, value } from './text.ts';

/** What a workgroup shares: some vectors of its pixels' inputs, one after the other, and the rows of filters for them. */
export const emitWorkgroupMemory = ({ pixels, vectors }: KernelShape['tile']): string =>
  lines(
    `var<workgroup> inputs: array<vec4f, ${depth * side * pixels}>;`,
    `var<workgroup> filters: array<vec4f, ${4 * depth * side * vectors}>;`,
  );

/**
 * A convolution as the product of matrices that are never made ("implicit GEMM", Chetlur et al. 2014, §3): a workgroup
 * computes a square of register tiles. Place by place of the window, and a few vectors of input channels at a time, its
 * invocations load inputs and filters for all, wait, and multiply. Whatever lies outside of a matrix is zero.
 */
export function emitWorkgroupConvolution(core: ConvolutionShape, { channels, map, tile, half }: KernelShape): string {
  const {
    window: { rows, panel, inPerGroup },
    kernel: [kh, kw],
  } = core;
  const [wide, high] = [side * tile.vectors, side * tile.pixels];
  const perPanel = Math.ceil(panel / wide);
  const tiles = (vectorsOf(channels) / panel) * perPanel;
  const perRound = side ** 2 / depth;
  const rounds = Array.from({ length: Math.ceil(high / perRound) }, (_, round) => round);
  const inputVectors = Math.ceil(rows / 4);
  return lines(
    'let group = workgroup.y * workgroups.x + workgroup.x;',
    `let pixels = batch.x * ${u(map[0] * map[1])};`,
    `let corner = group / ${u(tiles)} * ${u(high)};`,
    'if (corner >= pixels) { return; }',
    `let panel = group % ${u(tiles)} / ${u(perPanel)};`,
    `let left = group % ${u(perPanel)} * ${u(wide)};`,
    `let first = corner + lane / ${u(side)} * ${u(tile.pixels)};`,
    `let column = lane % ${u(side)} * ${u(tile.vectors)};`,
    emitRegisters(tile),
    '{',
    core.grouped ? `let start = panel * ${u(inPerGroup / 4)};` : '',
    emitPixels(
      map,
      rounds.map((round) => `min(corner + lane / ${u(depth)} + ${u(round * perRound)}, pixels - 1u)`),
    ),
    repeat(
      'ky',
      kh,
      repeat(
        'kx',
        kw,
        lines(
          rounds.map((round) => emitAddress(core, round)),
          `for (var k = 0u; k < ${u(inputVectors)}; k += ${u(depth)}) {`,
          'workgroupBarrier();',
          `let own = k + lane % ${u(depth)};`,
          rounds.map((round) => {
            const isInside = `own < ${u(inputVectors)}${isPadded(core) ? ` && in${round}` : ''}`;
            const store = `inputs[lane % ${u(depth)} * ${u(high)} + lane / ${u(depth)} + ${u(round * perRound)}] = select(vec4f(), ${load(core.input, `at${round} + own`)}, ${isInside});`;
            return high < (round + 1) * perRound
              ? `if (lane / ${u(depth)} < ${u(high - round * perRound)}) { ${store} }`
              : store;
          }),
          `let top = ((panel * ${u(kh)} + ky) * ${u(kw)} + kx) * ${u(rows)} + k * 4u;`,
          repeat(
            'round',
            (4 * depth * wide) / side ** 2,
            lines(
              `let at = round * ${u(side ** 2)} + lane;`,
              `let row = at / ${u(wide)};`,
              `let vector = left + at % ${u(wide)};`,
              `filters[at] = select(vec4f(), ${loadWeights(half, `(top + row) * ${u(panel)} + vector`)}, k * 4u + row < ${u(rows)} && vector < ${u(panel)});`,
            ),
          ),
          'workgroupBarrier();',
          emitProducts(tile, Math.min(depth, inputVectors)),
          '}',
        ),
      ),
    ),
    '}',
    `if (first >= pixels || left + column >= ${u(panel)}) { return; }`,
    `let c = panel * ${u(panel)} + left + column;`,
    emitRun(map, tile.pixels),
  );
}

/** From the shared memory, so many vectors of inputs, into registers. */
function emitProducts({ pixels, vectors }: KernelShape['tile'], count: number): string {
  const all = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
  return lines(
    `for (var d = 0u; d < ${u(count)}; d++) {`,
    all(pixels).map((p) => `let i${p} = inputs[d * ${u(side * pixels)} + lane / ${u(side)} * ${u(pixels)} + ${u(p)}];`),
    all(4).map((row) => [
      all(vectors).map(
        (v) => `let f${row}_${v} = filters[(d * 4u + ${u(row)}) * ${u(side * vectors)} + column + ${u(v)}];`,
      ),
      all(pixels).map((p) => all(vectors).map((v) => `${value(p, v)} += i${p}.${'xyzw'[row]} * f${row}_${v};`)),
    ]),
    '}',
  );
}
