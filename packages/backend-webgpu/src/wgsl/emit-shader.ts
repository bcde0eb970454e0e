import { vectorsOf, type CoreShape, type KernelShape } from '../kernel-shape.ts';
import { emitConvolution } from './emit-convolution.ts';
import { emitEpilogue } from './emit-epilogue.ts';
import { emitMean, emitPool } from './emit-window.ts';
import { loadViewed } from './load-viewed.ts';
import { lines, u, value } from './text.ts';

/** A multiple of every GPU's subgroup. */
export const workgroupSize = 64;

/**
 * The WGSL of one kernel shape. An invocation computes a tile of neighbouring pixels, counted through the whole batch, in
 * a few vectors of channels; neighbouring invocations take neighbouring channels, so that their filters and stores
 * are adjacent and their inputs the same. A tile at the end of the batch computes its last pixel several times.
 *
 * Lanes behind the last channel of a buffer hold zeros: so they come out of every core and step, as filters and vectors
 * are padded with zeros, and only a store of single lanes has to write them.
 */
export function emitShader(shape: KernelShape): string {
  const { map: [height, width], channels, tile, core } = shape;
  const tiles = vectorsOf(channels) / tile.vectors;
  const pixels = Array.from({ length: tile.pixels }, (_, pixel) => pixel);
  return lines(
    emitBindings(shape),
    `@compute @workgroup_size(${workgroupSize})`,
    'fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u, @builtin(local_invocation_index) lane: u32) {',
    `let item = (workgroup.y * workgroups.x + workgroup.x) * ${u(workgroupSize)} + lane;`,
    `let pixels = batch.x * ${u(height * width)};`,
    `let first = item / ${u(tiles)} * ${u(tile.pixels)};`,
    'if (first >= pixels) { return; }',
    `let c = item % ${u(tiles)} * ${u(tile.vectors)};`,
    pixels.map((p) => [
      `let p${p} = ${p ? `min(first + ${u(p)}, pixels - 1u)` : 'first'};`,
      `let n${p} = p${p} / ${u(height * width)};`,
      `let y${p} = p${p} / ${u(width)} % ${u(height)};`,
      `let x${p} = p${p} % ${u(width)};`,
    ]),
    pixels.flatMap((p) => Array.from({ length: tile.vectors }, (_, v) => `var ${value(p, v)} = vec4f();`)),
    emitCore(core, shape),
    emitEpilogue(shape),
    '}',
  );
}

function emitBindings({ weights, buffers }: KernelShape): readonly string[] {
  const first = weights ? 2 : 1;
  return [
    '@group(0) @binding(0) var<uniform> batch: vec4u;',
    ...(weights ? ['@group(0) @binding(1) var<storage, read> weights: array<vec4f>;'] : []),
    ...buffers.map(({ written, element }, index) =>
      `@group(0) @binding(${first + index}) var<storage, ${written ? 'read_write' : 'read'}> b${index}: array<${element}>;`),
  ];
}

function emitCore(core: CoreShape, shape: KernelShape): string {
  switch (core.kind) {
    case 'convolution': return emitConvolution(core, shape);
    case 'max_pool':
    case 'average_pool': return emitPool(core);
    case 'mean': return emitMean(core);
    case 'copy': return loadViewed(core.input, { pixel: 0, vector: 'c', into: value(0, 0) });
  }
}
