import { isEvenlyCounted, leading, type Pair, type Window } from '@resnet-compile/ir';
import type { CoreShapeOf, Operand } from '../../kernel-shape.ts';
import { countOf } from '../count.ts';
import { load } from '../memory.ts';
import { lines, repeat, times, u, value } from '../text.ts';

const result = value(0, 0);

/** Each pixel looks at the windows that it lies in; the first largest element of a window takes its gradient. */
export function emitMaxPoolGradient({ reads: [dy, x], attributes }: CoreShapeOf<'max_pool_gradient'>): string {
  const [height, width] = x.map;
  const {
    kernel: [kh, kw],
    stride: [sy, sx],
    padding: [py, , , px],
  } = attributes;
  return eachWindow(
    attributes,
    dy.map,
    lines(
      'var best = vec4f(-0x1.fffffep+127f);',
      // A pixel that no other exceeds wins, the first one where none exceeds the lowest value.
      `let top = max(${times('wy', sy)}, ${u(py)}) - ${u(py)};`,
      `let left = max(${times('wx', sx)}, ${u(px)}) - ${u(px)};`,
      `var winner = vec4u(top * ${u(width)} + left);`,
      repeat(
        'ky',
        kh,
        repeat(
          'kx',
          kw,
          lines(
            `let iy = ${times('wy', sy)} + ky - ${u(py)};`,
            `let ix = ${times('wx', sx)} + kx - ${u(px)};`,
            `if (iy < ${u(height)} && ix < ${u(width)}) {`,
            `let x = ${load(x, `((n0 * ${u(height)} + iy) * ${u(width)} + ix) * ${u(x.pitch)} + c`)};`,
            `winner = select(winner, vec4u(iy * ${u(width)} + ix), x > best);`,
            'best = max(best, x);',
            '}',
          ),
        ),
      ),
      `${result} += select(vec4f(), ${loadWindow(dy)}, winner == vec4u(y0 * ${u(width)} + x0));`,
    ),
  );
}

/** Every pixel of a window takes an equal part of its gradient. */
export function emitAveragePoolGradient(
  { reads: [dy], attributes }: CoreShapeOf<'average_pool_gradient'>,
  map: Pair,
): string {
  const [kh, kw] = attributes.kernel;
  const count = isEvenlyCounted(map, attributes) ? `${kh * kw}f` : countOf(attributes, map, ['wy', 'wx']);
  return eachWindow(attributes, dy.map, `${result} += ${loadWindow(dy)} / ${count};`);
}

/** The mean's gradient, the same for every pixel. */
export const emitSpread = ({ reads: [dy] }: CoreShapeOf<'spread'>, [height, width]: Pair): string =>
  `${result} = ${load(dy, `${times('n0', dy.pitch)} + c`)} / ${height * width}f;`;

/** Zeros between the pixels of a map. */
export function emitUpsample({ reads: [dy], attributes: { stride } }: CoreShapeOf<'upsample'>): string {
  const [height, width] = dy.map;
  const [sy, sx] = stride;
  return lines(
    `if (y0 % ${u(sy)} == 0u && x0 % ${u(sx)} == 0u) {`,
    `${result} = ${load(dy, `((n0 * ${u(height)} + y0 / ${u(sy)}) * ${u(width)} + x0 / ${u(sx)}) * ${u(dy.pitch)} + c`)};`,
    '}',
  );
}

const loadWindow = (dy: Operand): string =>
  load(dy, `((n0 * ${u(dy.map[0])} + wy) * ${u(dy.map[1])} + wx) * ${u(dy.pitch)} + c`);

/** Windows wy, wx whose rows and columns hold the pixel: from ⌈(y + p − k + 1)/s⌉ to ⌊(y + p)/s⌋. */
function eachWindow({ kernel, stride, padding }: Window, map: Pair, body: string): string {
  const loop = (name: string, axis: 0 | 1, pixel: string, inner: string): string => {
    const [k, s, p] = [kernel[axis], stride[axis], leading(padding)[axis]];
    return lines(
      `for (var ${name} = (max(${pixel} + ${u(p)} + ${u(s)}, ${u(k)}) - ${u(k)}) / ${u(s)}; ${name} < min(${u(map[axis])}, (${pixel} + ${u(p)}) / ${u(s)} + 1u); ${name}++) {`,
      inner,
      '}',
    );
  };
  return loop('wy', 0, 'y0', loop('wx', 1, 'x0', body));
}
