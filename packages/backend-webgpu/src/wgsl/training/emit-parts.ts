import type { Split } from '../../training/split.ts';
import { lines, u } from '../text.ts';

/** Invocations of the workgroups that add parts up. */
export const workgroupSize = 64;

/** `units` of the batch, and the `parts` into which they are cut. */
export const emitSplit = ({ units, grain, most }: Split): string => lines(
  `let units = batch.x * ${u(units)};`,
  `let parts = min((units + ${u(grain - 1)}) / ${u(grain)}, ${u(most)});`,
);

/** `main`, with the number of its invocation as `item`. */
export const emitMain = (...body: readonly (string | readonly string[])[]): string => lines(
  `@compute @workgroup_size(${workgroupSize})`,
  'fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) lane: u32) {',
  'let group = workgroup.y * workgroups.x + workgroup.x;',
  `let item = group * ${u(workgroupSize)} + lane;`,
  ...body, '}',
);

/** Adds the values of a workgroup's invocations, as a tree: the same order every time. Every invocation gets the sum. */
export const addAcross = (name: string, type: string): string => lines(
  `var<workgroup> of_${name}: array<${type}, ${workgroupSize}>;`,
  `fn ${name}(lane: u32, value: ${type}) -> ${type} {`,
  `of_${name}[lane] = value;`,
  'workgroupBarrier();',
  `for (var width = ${u(workgroupSize / 2)}; width > 0u; width /= 2u) {`,
  `if (lane < width) { of_${name}[lane] += of_${name}[lane + width]; }`,
  'workgroupBarrier();',
  '}',
  `let sum = of_${name}[0];`,
  'workgroupBarrier();',
  'return sum;', '}',
);
