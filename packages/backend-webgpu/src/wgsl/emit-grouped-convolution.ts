import type { ConvolutionShape } from '../convolution-shape.ts';
import { isDepthwise } from '../filter-window.ts';
import type { KernelShape } from '../kernel-shape.ts';
import { clearLanesBehind } from './clear-lanes-behind.ts';
import { checked, emitAddress } from './emit-convolution.ts';
import { load, loadLanes, loadWeights } from './memory.ts';
import { lines, repeat, u, value } from './text.ts';

/**
 * A convolution whose groups are no whole vectors: each lane of a vector of filters meets a channel of its own group. Of a
 * depthwise one that is the vector of input itself.
 */
export function emitGroupedConvolution(core: ConvolutionShape, shape: KernelShape): string {
  const {
    window,
    kernel: [kh, kw],
    input,
  } = core;
  const alike = isDepthwise(window);
  const pixels = Array.from({ length: shape.tile.pixels }, (_, pixel) => pixel);
  const x = (p: number): string => (alike ? load(input, `at${p} + c`) : loadLanes(input, `at${p}`, 'own'));
  return lines(
    'var w = c;',
    alike ? '' : `let groups = (c * 4u + vec4u(0u, 1u, 2u, 3u)) / ${u(window.outPerGroup)} * ${u(window.rows)};`,
    repeat(
      'ky',
      kh,
      repeat(
        'kx',
        kw,
        lines(
          pixels.map((p) => emitAddress({ ...core, grouped: false }, p)),
          repeat(
            'k',
            window.rows,
            lines(
              alike ? '' : 'let own = groups + k;',
              `let f = ${loadWeights(shape.half, 'w')};`,
              pixels.map((p) => `${value(p, 0)} += ${checked(core, x(p), p)} * f;`),
              `w += ${u(window.panel)};`,
            ),
          ),
        ),
      ),
    ),
    alike ? '' : clearLanesBehind(shape),
  );
}
