import type { Pair, Window } from '@resnet-compile/ir';
import type { TrainingCoreShape } from '../../training/training-shape.ts';
import { lines, repeat, times, u, value } from '../text.ts';

type CoreOf<Kind extends TrainingCoreShape['kind']> = Extract<TrainingCoreShape, { kind: Kind }>;
const result = value(0, 0);

/** Each pixel looks at the windows that it lies in; the first largest element of a window takes its gradient. */
export function emitMaxPoolGradient({ input, source, ...window }: CoreOf<'max_pool_gradient'>): string {
  const {
    map: [height, width],
  } = source;
  const {
    kernel: [kh, kw],
    stride: [sy, sx],
    padding: [py, px],
  } = window;
  return eachWindow(
    window,
    input.map,
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
            `let x = b${source.buffer}[((n0 * ${u(height)} + iy) * ${u(width)} + ix) * ${u(source.pitch)} + c];`,
            `winner = select(winner, vec4u(iy * ${u(width)} + ix), x > best);`,
            'best = max(best, x);',
            '}',
          ),
        ),
      ),
      `${result} += select(vec4f(), ${load(input)}, winner == vec4u(y0 * ${u(width)} + x0));`,
    ),
  );
}

/** Every pixel of a window takes an equal part of its gradient. */
export function emitAveragePoolGradient(
  { input, countIncludePad, ...window }: CoreOf<'average_pool_gradient'>,
  [height, width]: Pair,
): string {
  const {
    kernel: [kh, kw],
    stride,
    padding,
  } = window;
  const inside = (name: string, axis: 0 | 1, size: number, count: number): string =>
    `min(${times(name, stride[axis])} + ${u(count)}, ${u(size + padding[axis])}) - max(${times(name, stride[axis])}, ${u(padding[axis])})`;
  return eachWindow(
    window,
    input.map,
    countIncludePad
      ? `${result} += ${load(input)} / ${kh * kw}f;`
      : `${result} += ${load(input)} / f32((${inside('wy', 0, height, kh)}) * (${inside('wx', 1, width, kw)}));`,
  );
}

/** The mean's gradient, the same for every pixel. */
export const emitSpread = ({ input: { buffer, pitch } }: CoreOf<'spread'>, [height, width]: Pair): string =>
  `${result} = b${buffer}[${times('n0', pitch)} + c] / ${height * width}f;`;

/** Zeros between the pixels of a map. */
export const emitUpsample = ({
  input: {
    buffer,
    map: [height, width],
    pitch,
  },
  stride: [sy, sx],
}: CoreOf<'upsample'>): string =>
  lines(
    `if (y0 % ${u(sy)} == 0u && x0 % ${u(sx)} == 0u) {`,
    `${result} = b${buffer}[((n0 * ${u(height)} + y0 / ${u(sy)}) * ${u(width)} + x0 / ${u(sx)}) * ${u(pitch)} + c];`,
    '}',
  );

const load = ({ buffer, map: [height, width], pitch }: CoreOf<'spread'>['input']): string =>
  `b${buffer}[((n0 * ${u(height)} + wy) * ${u(width)} + wx) * ${u(pitch)} + c]`;

/** Windows wy, wx whose rows and columns hold the pixel: from ⌈(y + p − k + 1)/s⌉ to ⌊(y + p)/s⌋. */
function eachWindow({ kernel, stride, padding }: Window, map: Pair, body: string): string {
  const loop = (name: string, axis: 0 | 1, pixel: string, inner: string): string => {
    const [k, s, p] = [kernel[axis], stride[axis], padding[axis]];
    return lines(
      `for (var ${name} = (max(${pixel} + ${u(p)} + ${u(s)}, ${u(k)}) - ${u(k)}) / ${u(s)}; ${name} < min(${u(map[axis])}, (${pixel} + ${u(p)}) / ${u(s)} + 1u); ${name}++) {`,
      inner,
      '}',
    );
  };
  return loop('wy', 0, 'y0', loop('wx', 1, 'x0', body));
}
