import type { CoreShape } from '../kernel-shape.ts';
import { lines, repeat, times, u, value } from './text.ts';

const result = value(0, 0);

/** Pooling looks at the pixels of a window that lie within the map. */
export function emitPool(core: Extract<CoreShape, { kind: 'max_pool' | 'average_pool' }>): string {
  const { input: { buffer, map: [height, width], pitch }, kernel: [kh, kw], stride: [sy, sx], padding: [py, px] } = core;
  const load = `b${buffer}[((n0 * ${u(height)} + iy) * ${u(width)} + ix) * ${u(pitch)} + c]`;
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
      isMax ? `${result} = max(${result}, ${load});` : `${result} += ${load};`,
      counts ? 'count += 1f;' : '',
      '}',
    ))),
    isMax ? '' : `${result} /= ${counts ? 'count' : `${kh * kw}f`};`,
  );
}

/** Row by row, since the error of a sum grows with its length. */
export function emitMean({ input: { buffer, map: [height, width], pitch } }: Extract<CoreShape, { kind: 'mean' }>): string {
  return lines(
    repeat('iy', height, lines(
      'var row = vec4f();',
      repeat('ix', width, `row += b${buffer}[((n0 * ${u(height)} + iy) * ${u(width)} + ix) * ${u(pitch)} + c];`),
      `${result} += row;`,
    )),
    `${result} /= ${height * width}f;`,
  );
}
