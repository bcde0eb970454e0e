import { emitJavaScriptScalar } from '../elementary/emit-javascript-scalar.ts';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { offset } from './offset.ts';

/** The mean over a channel's map of an expression. */
export function emitMean({ of: [of], size: [height, width], reads, tensors }: CoreShapeOf<'mean'>): string {
  const values = reads.map(({ access, masked, repeated }, place) => {
    const value = `f[read${place} + ${offset(access, 'iy', 'ix')}${repeated ? '' : ' + c'}]`;
    return masked ? `(u[mask${place} + c] === 0 ? 0 : ${value})` : value;
  });
  const vectors = Array.from({ length: tensors }, (_, place) => `f[tensor${place} + c]`);
  const { statements, value } = emitJavaScriptScalar(of, [...values, ...vectors]);
  return `let v = 0;
for (let iy = 0; iy < ${height}; iy++) for (let ix = 0; ix < ${width}; ix++) {
${statements ? `${statements}\n` : ''}v += ${value};
}
v /= ${height * width};`;
}

/** A group's sum once, when its first channel is reached; channels behind the last are zero. */
export const emitGroupMean = ({ size, reads: [{ access }] }: CoreShapeOf<'group_mean'>, channels: number): string =>
  `if (c >= ${channels}) group = 0;
else if (c % ${size} === 0) {
group = 0;
for (let i = 0; i < ${size}; i++) group += f[read0 + ${offset(access)} + c + i];
group /= ${size};
}
let v = group;`;

/** Over the taps that lie within; channels behind the last are zero. */
export const emitChannelConvolution = (
  { taps, turned, reads: [{ access }] }: CoreShapeOf<'channel_convolution'>,
  channels: number,
): string =>
  `let v = 0;
for (let i = 0; c < ${channels} && i < ${taps}; i++) {
const from = c + i - ${Math.floor(taps / 2)};
if (from >= 0 && from < ${channels}) v += f[tensor0 + ${turned ? `${taps - 1} - i` : 'i'}] * f[read0 + ${offset(access)} + from];
}`;
