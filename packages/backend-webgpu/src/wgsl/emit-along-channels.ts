import type { CoreShapeOf, KernelShape } from '../kernel-shape.ts';
import { load, loadWeights } from './memory.ts';
import { lines, times, u, value } from './text.ts';

const result = value(0, 0);

/** For the lanes of a vector that hold channels, each by itself: code that adds to the lane of `channel`. */
const eachLane = (channels: number, code: string): string =>
  lines(
    'for (var lane = 0u; lane < 4u; lane++) {',
    'let channel = c * 4u + lane;',
    channels % 4 === 0 ? code : lines(`if (channel < ${u(channels)}) {`, code, '}'),
    '}',
  );

/** In each channel's place the mean of its group; groups of whole vectors have one for all lanes. */
export function emitGroupMean(
  { reads: [x], attributes: { groups } }: CoreShapeOf<'group_mean'>,
  { channels }: KernelShape,
): string {
  const size = channels / groups;
  const base = times('n0', x.pitch);
  if (size % 4 === 0)
    return lines(
      'var total = vec4f();',
      `let start = c / ${u(size / 4)} * ${u(size / 4)};`,
      `for (var k = 0u; k < ${u(size / 4)}; k++) { total += ${load(x, `${base} + start + k`)}; }`,
      `${result} = vec4f(dot(total, vec4f(1f)) / ${size}f);`,
    );
  return lines(
    eachLane(
      channels,
      lines(
        `let start = channel / ${u(size)} * ${u(size)};`,
        'var total = 0f;',
        `for (var k = start; k < start + ${u(size)}; k++) { total += ${load(x, `${base} + k / 4u`)}[k % 4u]; }`,
        `${result}[lane] = total / ${size}f;`,
      ),
    ),
  );
}

/** Over the taps that lie within: channels before the first wrap around to huge ones. */
export function emitChannelConvolution(
  { reads: [x], attributes: { taps, turned } }: CoreShapeOf<'channel_convolution'>,
  { channels, half }: KernelShape,
): string {
  const tap = turned ? `${u(taps - 1)} - tap` : 'tap';
  return eachLane(
    channels,
    lines(
      'var total = 0f;',
      `for (var tap = 0u; tap < ${u(taps)}; tap++) {`,
      `let at = channel + tap - ${u(Math.floor(taps / 2))};`,
      `if (at < ${u(channels)}) {`,
      `total += ${loadWeights(half, tap)}.x * ${load(x, `${times('n0', x.pitch)} + at / 4u`)}[at % 4u];`,
      '}',
      '}',
      `${result}[lane] = total;`,
    ),
  );
}
