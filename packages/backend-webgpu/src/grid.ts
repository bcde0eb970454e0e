import { workgroupSide } from '@resnet-compile/ir';
import { convolutionShape, isConvolution } from './convolution-shape.ts';
import { vectorsOf, type KernelShape } from './kernel-shape.ts';
import { workgroupSize, type Grid } from '@resnet-compile/plan/webgpu';
import { vectorsTogether } from './wgsl/emit-mean.ts';
import { phasesOf } from './wgsl/training/emit-pixels-by-phase.ts';

/** How the results of a batch are divided among invocations: each has a tile of pixels and of channels. */
export function gridOf(shape: KernelShape): Grid {
  const { tile, core } = shape;
  // Tiles of the map, whole ones even where they end outside of it: a pixel each of what the kernel reads.
  if (core.kind === 'winograd_output') {
    const [rows, columns] = core.reads[0].map;
    return { units: rows * columns, grain: 1, tiles: tilesOf(shape) };
  }
  if (core.kind === 'mean' && tile.workgroup)
    return { units: 1, grain: 1, tiles: (vectorsOf(shape.channels) / vectorsTogether(shape.channels)) * workgroupSize };
  const { rows, columns, map } =
    core.kind === 'input_gradient'
      ? phasesOf(shape.map, core.attributes.stride)
      : { rows: 1, columns: 1, map: shape.map };
  return {
    units: map[0] * map[1],
    grain: tile.pixels * (tile.workgroup ? workgroupSide : 1),
    tiles: tilesOf(shape) * rows * columns,
  };
}

/** Invocations for the channels of a pixel; whole workgroups, where these compute together. */
function tilesOf({ channels, tile, core }: KernelShape): number {
  const vectors = vectorsOf(channels);
  if (!tile.workgroup) return vectors / tile.vectors;
  const panel = isConvolution(core) ? convolutionShape(core, channels).window.panel : vectors;
  return (vectors / panel) * Math.ceil(panel / (workgroupSide * tile.vectors)) * workgroupSide ** 2;
}

/** So many invocations, whatever the batch. */
export const fixedGrid = (invocations: number): Grid => ({ units: 1, grain: 1, most: 1, tiles: invocations });
