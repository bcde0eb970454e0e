import { vectorsOf } from '../kernel-shape.ts';
import type { ViewedOperand } from '../operand.ts';
import { load } from './memory.ts';
import { lines, times, u } from './text.ts';

const from = (count: number): string => (count < 0 ? ` + ${u(-count)}` : ` - ${u(count)}`);

/** Adds what a view shows of a buffer, in one vector of channels of one of the tile's pixels, to a register. */
export function loadViewed(
  operand: ViewedOperand,
  { pixel: p, vector, into }: { readonly pixel: number; readonly vector: string; readonly into: string },
): string {
  const {
    map: [height, width],
    pitch,
    stride: [sy, sx],
    before,
    after,
    channels,
  } = operand;
  const isWhole = sy === 1 && sx === 1;
  const base = `${isWhole ? `p${p}` : `((n${p} * ${u(height)} + ${times(`y${p}`, sy)}) * ${u(width)} + ${times(`x${p}`, sx)})`} * ${u(pitch)}`;
  // What a view leaves out at the end must not come into lanes behind the last channel.
  const end = Math.max(0, channels + Math.min(after, 0));
  const isAligned = before % 4 === 0 && (after >= 0 || end % 4 === 0);
  if (before === 0 && after === 0) return `${into} += ${load(operand, `${base} + ${vector}`)};`;
  // Channels before the first wrap around to huge ones.
  if (isAligned)
    return lines(
      '{',
      `let s = ${vector}${from(before / 4)};`,
      `if (s < ${u(vectorsOf(end))}) { ${into} += ${load(operand, `${base} + s`)}; }`,
      '}',
    );
  return lines(
    'for (var lane = 0u; lane < 4u; lane++) {',
    `let s = (${vector}) * 4u + lane${from(before)};`,
    `if (s < ${u(end)}) { ${into}[lane] += ${load(operand, `${base} + s / 4u`)}[s % 4u]; }`,
    '}',
  );
}
