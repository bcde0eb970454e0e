import { vectorsOf } from '../kernel-shape.ts';
import type { ViewedOperand } from '../kernel-shape.ts';
import { load } from './memory.ts';
import { lines, times, u } from './text.ts';

const from = (count: number): string => (count < 0 ? ` + ${u(-count)}` : ` - ${u(count)}`);

export const isWhole = ({ stride: [sy, sx], before, after, repeated }: ViewedOperand): boolean =>
  sy === 1 && sx === 1 && before === 0 && after === 0 && !repeated;

/** Declares what a view shows of a buffer, in one vector of channels of one of the tile's pixels. */
export function loadViewed(
  operand: ViewedOperand,
  { pixel: p, vector, name }: { readonly pixel: number; readonly vector: string; readonly name: string },
): string {
  const {
    map: [height, width],
    pitch,
    stride: [sy, sx],
    before,
    after,
    channels,
  } = operand;
  const skips = sy !== 1 || sx !== 1;
  const base = `${skips ? `((n${p} * ${u(height)} + ${times(`y${p}`, sy)}) * ${u(width)} + ${times(`x${p}`, sx)})` : `p${p}`} * ${u(pitch)}`;
  if (operand.repeated) return `let ${name} = vec4f(${load(operand, base)}.x);`;
  if (before === 0 && after === 0) return `let ${name} = ${load(operand, `${base} + ${vector}`)};`;
  // What a view leaves out at the end must not come into lanes behind the last channel.
  const end = Math.max(0, channels + Math.min(after, 0));
  const isAligned = before % 4 === 0 && (after >= 0 || end % 4 === 0);
  return lines(
    `var ${name} = vec4f();`,
    // Channels before the first wrap around to huge ones.
    isAligned
      ? [
          '{',
          `let s = ${vector}${from(before / 4)};`,
          `if (s < ${u(vectorsOf(end))}) { ${name} = ${load(operand, `${base} + s`)}; }`,
          '}',
        ]
      : [
          'for (var lane = 0u; lane < 4u; lane++) {',
          `let s = (${vector}) * 4u + lane${from(before)};`,
          `if (s < ${u(end)}) { ${name}[lane] = ${load(operand, `${base} + s / 4u`)}[s % 4u]; }`,
          '}',
        ],
  );
}
