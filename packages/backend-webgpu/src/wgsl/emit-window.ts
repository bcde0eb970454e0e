import type { CoreShape, Operand } from '../kernel-shape.ts';
import { load } from './memory.ts';
import { lines, repeat, times, u, value } from './text.ts';

const result = value(0, 0);

const loadPixel = (input: Operand): string => load(input, `((n0 * ${u(input.map[0])} + iy) * ${u(input.map[1])} + ix) * ${u(input.pitch)} + c`);

/** Pooling looks at the pixels of a window that lie within the map. */
export function emitPool(core: Extract<CoreShape, { kind: 'max_pool' | 'average_pool' }>): string {
  const { input, kernel: [kh, kw], stride: [sy, sx], padding: [py, px] } = core;
  const { map: [height, width] } = input;
  const isMax = core.kind === 'max_pool';
  const counts = core.kind === 'average_pool' && !core.countIncludePad;
  return lines(
    // The lowest finite value: shaders may assume that there is no infinity.
    isMax ? `${result} = vec4f(-0x1.fffffep+127f);` : '',
    counts ? 'var count = 0f;' : '',
    repeat('ky', kh, repeat('kx', kw, lines(
      `let iy = ${times('y0', sy)} + ky - ${u(py)};`,
      `let ix = ${times('x0', sx)} + kx - ${u(px)};`,
      `if (iy < ${u(height)} && ix < ${u(width)}) {`,
      isMax ? `${result} = max(${result}, ${loadPixel(input)});` : `${result} += ${loadPixel(input)};`,
      counts ? 'count += 1f;' : '',
      '}',
    ))),
    isMax ? '' : `${result} /= ${counts ? 'count' : `${kh * kw}f`};`,
  );
}

/** Row by row, since the error of a sum grows with its length. */
export function emitMean({ input }: Extract<CoreShape, { kind: 'mean' }>): string {
  const { map: [height, width] } = input;
  return lines(
    repeat('iy', height, lines(
      'var row = vec4f();',
      repeat('ix', width, `row += ${loadPixel(input)};`),
      `${result} += row;`,
    )),
    `${result} /= ${height * width}f;`,
  );
}
