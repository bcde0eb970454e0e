import type { CoreShapeOf } from '../kernel-shape.ts';
import { countOf } from './count-of.ts';
import { offset } from './offset.ts';

type PoolGradient = CoreShapeOf<'max_pool_gradient'> | CoreShapeOf<'average_pool_gradient'>;
type InputMap = PoolGradient['input'];

/** A pixel asks each window that holds it; of max-pooling, it takes the gradient of those whose first largest value is its own. */
export function emitPoolGradient(core: PoolGradient, size: readonly [height: number, width: number]): string {
  const {
    kernel: [kh, kw],
    stride: [sy, sx],
    padding: [py, px],
    input,
  } = core;
  return `let v = 0;
for (let i = 0; i < ${kh}; i++) for (let j = 0; j < ${kw}; j++) {
const wy = (y + ${py} - i) / ${sy}, wx = (x + ${px} - j) / ${sx};
if (${isOutside(input, 'wy', 'wx')}) continue;
${core.kind === 'max_pool_gradient' ? emitContest(core) : ''}
v += ${at(core, 'wy', 'wx')}${core.kind === 'average_pool_gradient' ? ` / ${countOf(core, size, 'wy', 'wx')}` : ''};
}`;
}

/** Larger than all before it in the window, and not smaller than any behind it. */
const emitContest = ({ kernel: [kh, kw], source, reads }: CoreShapeOf<'max_pool_gradient'>): string => {
  const own = `read1 + ${reads[1] ? offset(reads[1].access) : 0} + c`;
  return `const own = f[${own}];
let wins = true;
for (let a = 0; a < ${kh}; a++) for (let b = 0; b < ${kw}; b++) {
const iy = y + a - i, ix = x + b - j;
if (iy < 0 || iy >= ${source.height} || ix < 0 || ix >= ${source.width} || (a === i && b === j)) continue;
const other = f[${own} + (a - i) * ${source.row / 4} + (b - j) * ${source.pixel / 4}];
if (!(a < i || (a === i && b < j) ? own > other : own >= other)) wins = false;
}
if (!wins) continue;`;
};

/** Zeros but for every stride-th pixel. */
export const emitUpsample = (
  core: CoreShapeOf<'upsample'>,
): string => `const wy = y / ${core.stride[0]}, wx = x / ${core.stride[1]};
let v = ${isOutside(core.input, 'wy', 'wx')} ? 0 : ${at(core, 'wy', 'wx')};`;

/** A mean's gradient: an equal share for every pixel. */
export const emitSpread = ({ reads: [{ access }], factor }: CoreShapeOf<'spread'>): string =>
  `let v = f[read0 + ${offset(access)} + c] * ${factor};`;

/** Each pixel takes the sum over the places that show it: its own, and where borders are mirrored, those at either end. */
export function emitPadGradient(
  core: CoreShapeOf<'pad_gradient'>,
  [height, width]: readonly [height: number, width: number],
): string {
  const {
    sides: [top, right, bottom, left],
    reflects,
  } = core;
  const places = (place: string, size: number, before: number, after: number): string =>
    reflects
      ? `[${place} + ${before}, ...(${place} > 0 && ${place} <= ${before} ? [${before} - ${place}] : []), ...(${place} >= ${size - 1 - after} && ${place} < ${size - 1} ? [${2 * (size - 1) + before} - ${place}] : [])]`
      : `[${place} + ${before}]`;
  return `let v = 0;
for (const wy of ${places('y', height, top, bottom)}) for (const wx of ${places('x', width, left, right)}) v += ${at(core, 'wy', 'wx')};`;
}

const isOutside = ({ height, width }: InputMap, y: string, x: string): string =>
  `!Number.isInteger(${y}) || !Number.isInteger(${x}) || ${y} < 0 || ${y} >= ${height} || ${x} < 0 || ${x} >= ${width}`;

const at = ({ reads: [{ access }], input }: Pick<PoolGradient, 'reads' | 'input'>, y: string, x: string): string =>
  `f[read0 + ${offset(access)} + c + ${y} * ${input.row / 4} + ${x} * ${input.pixel / 4}]`;
