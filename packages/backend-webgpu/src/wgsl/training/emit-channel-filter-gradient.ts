import { workgroupSize } from '@resnet-compile/plan/webgpu';
import type { Operand } from '../../kernel-shape.ts';
import type { Split } from '../../training/split.ts';
import { load } from '../memory.ts';
import { emitDeclarations, lines, times, u } from '../text.ts';
import { emitMain, emitSplit } from './emit-parts.ts';

export interface ChannelFilterGradientShape {
  readonly dy: Operand;
  readonly x: Operand;
  readonly taps: number;
  readonly split: Split;
}

/** A workgroup has every `parts`-th image, an invocation every so many-th channel; then each tap's sums are added in order. */
export function emitChannelFilterGradient({ dy, x, taps, split }: ChannelFilterGradientShape): string {
  const { channels } = x;
  const each = Array.from({ length: taps }, (_, tap) => tap);
  const channelOf = (operand: Operand, channel: string): string =>
    `${load(operand, `${times('n', operand.pitch)} + ${channel} / 4u`)}[${channel} % 4u]`;
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      '<storage, read> b0: array<vec4f>',
      '<storage, read> b1: array<vec4f>',
      '<storage, read_write> scratch: array<vec4f>',
    ]),
    `var<workgroup> sums: array<f32, ${taps * workgroupSize}>;`,
    emitMain(
      emitSplit(split),
      'if (group >= parts) { return; }',
      each.map((tap) => `var sum${tap} = 0f;`),
      'for (var n = group; n < units; n += parts) {',
      `for (var channel = lane; channel < ${u(channels)}; channel += ${u(workgroupSize)}) {`,
      `let gradient = ${channelOf(dy, 'channel')};`,
      // Channels before the first wrap around to huge ones.
      ...each.map((tap) => [
        `let from${tap} = channel + ${u(tap)} - ${u(Math.floor(taps / 2))};`,
        `if (from${tap} < ${u(channels)}) { sum${tap} += gradient * ${channelOf(x, `from${tap}`)}; }`,
      ]),
      '}',
      '}',
      each.map((tap) => `sums[${u(tap * workgroupSize)} + lane] = sum${tap};`),
      'workgroupBarrier();',
      `for (var tap = lane; tap < ${u(taps)}; tap += ${u(workgroupSize)}) {`,
      'var total = 0f;',
      `for (var other = 0u; other < ${u(workgroupSize)}; other++) { total += sums[tap * ${u(workgroupSize)} + other]; }`,
      `scratch[group * ${u(taps)} + tap] = vec4f(total, 0f, 0f, 0f);`,
      '}',
    ),
  );
}

/** As a filter of one channel lies: a vector for each tap. */
export const emitChannelFilterSum = ({ taps, split }: Pick<ChannelFilterGradientShape, 'taps' | 'split'>): string =>
  lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      '<storage, read> scratch: array<vec4f>',
      '<storage, read_write> gradient: array<vec4f>',
    ]),
    emitMain(
      emitSplit(split),
      `if (item >= ${u(taps)}) { return; }`,
      'var total = vec4f();',
      `for (var part = 0u; part < parts; part++) { total += scratch[part * ${u(taps)} + item]; }`,
      'gradient[item] = total;',
    ),
  );
