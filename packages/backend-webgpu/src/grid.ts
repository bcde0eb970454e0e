import { workgroupSide } from '@resnet-compile/ir';
import { convolutionShape, isConvolution } from './convolution-shape.ts';
import { vectorsOf, type KernelShape } from './kernel-shape.ts';
import type { Dispatch } from '@resnet-compile/plan/webgpu';

/** How the results of one image are divided among invocations. */
export function gridOf({
  map: [height, width],
  channels,
  tile,
  core,
}: KernelShape): Pick<Dispatch, 'pixels' | 'tilePixels' | 'tileCount'> {
  const tileCount = vectorsOf(channels) / tile.vectors;
  // Tiles of the map, whole ones even where they end outside of it: a pixel each of what the kernel reads.
  if (core.kind === 'winograd_output') {
    const [rows, columns] = core.reads[0].map;
    return { pixels: rows * columns, tilePixels: 1, tileCount };
  }
  if (tile.workgroup) {
    const panel = isConvolution(core) ? convolutionShape(core, channels).window.panel : vectorsOf(channels);
    const perPanel = Math.ceil(panel / (workgroupSide * tile.vectors));
    return {
      pixels: height * width,
      tilePixels: workgroupSide * tile.pixels,
      tileCount: (vectorsOf(channels) / panel) * perPanel * workgroupSide ** 2,
    };
  }
  return { pixels: height * width, tilePixels: tile.pixels, tileCount };
}
