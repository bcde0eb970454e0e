import { workgroupSide } from '@resnet-compile/ir';
import { convolutionShape, isConvolution } from './convolution-shape.ts';
import { vectorsOf, type KernelShape } from './kernel-shape.ts';
import type { Grid } from '@resnet-compile/plan/webgpu';
import { phasesOf } from './wgsl/training/emit-pixels-by-phase.ts';

/** How the results of a batch are divided among invocations: each has a tile of pixels and of channels. */
export function gridOf({ map: [height, width], channels, tile, core }: KernelShape): Grid {
  const tiles = vectorsOf(channels) / tile.vectors;
  // Tiles of the map, whole ones even where they end outside of it: a pixel each of what the kernel reads.
  if (core.kind === 'winograd_output') {
    const [rows, columns] = core.reads[0].map;
    return { units: rows * columns, grain: 1, tiles };
  }
  if (tile.workgroup && isConvolution(core)) {
    const { panel } = convolutionShape(core, channels).window;
    const perPanel = Math.ceil(panel / (workgroupSide * tile.vectors));
    return {
      units: height * width,
      grain: workgroupSide * tile.pixels,
      tiles: (vectorsOf(channels) / panel) * perPanel * workgroupSide ** 2,
    };
  }
  if (core.kind === 'input_gradient') {
    const { rows, columns, map } = phasesOf([height, width], core.attributes.stride);
    return { units: map[0] * map[1], grain: tile.pixels, tiles: tiles * rows * columns };
  }
  return { units: height * width, grain: tile.pixels, tiles };
}

/** So many invocations, whatever the batch. */
export const fixedGrid = (invocations: number): Grid => ({ units: 1, grain: 1, most: 1, tiles: invocations });
