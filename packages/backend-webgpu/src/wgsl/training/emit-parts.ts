import { workgroupSize } from '@resnet-compile/plan/webgpu';
import type { Split } from '../../training/split.ts';
import { lines, u } from '../text.ts';

/** `units` of the batch, and the `parts` into which they are cut. */
export const emitSplit = ({ units, grain, most }: Split): string =>
  lines(`let units = batch.x * ${u(units)};`, `let parts = min((units + ${u(grain - 1)}) / ${u(grain)}, ${u(most)});`);

/** The same from a uniform, so that one shader serves all sizes: the number of vectors, then the split. */
export const splitAsUniform = (vectors: number, { units, grain, most }: Split): readonly number[] => [
  vectors,
  units,
  grain,
  most,
];
export const emitUniformSplit = lines(
  'let vectors = places[0].x;',
  'let units = batch.x * places[0].y;',
  'let parts = min((units + places[0].z - 1u) / places[0].z, places[0].w);',
);

/** `main`, with the number of its invocation as `item`. */
export const emitMain = (...body: readonly (string | readonly string[])[]): string =>
  lines(
    `@compute @workgroup_size(${workgroupSize})`,
    'fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) lane: u32) {',
    'let group = workgroup.y * workgroups.x + workgroup.x;',
    `let item = group * ${u(workgroupSize)} + lane;`,
    ...body,
    '}',
  );

/**
 * Adds the values of a workgroup's invocations, in their order; every invocation gets the sum. A tree would take fewer
 * additions, but six barriers, for each of which SwiftShader compiles a coroutine (0.3 s a kernel). To be called once.
 */
export const addAcross = (name: string, type: string): string =>
  lines(
    `var<workgroup> of_${name}: array<${type}, ${workgroupSize}>;`,
    `fn ${name}(lane: u32, value: ${type}) -> ${type} {`,
    `of_${name}[lane] = value;`,
    'workgroupBarrier();',
    `var sum = ${type}();`,
    `for (var other = 0u; other < ${u(workgroupSize)}; other++) { sum += of_${name}[other]; }`,
    'return sum;',
    '}',
  );
