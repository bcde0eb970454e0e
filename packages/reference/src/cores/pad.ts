import type { PadAttributes } from '@resnet-compile/ir';
import { featureMap, type FeatureMap } from '../feature-map.ts';
import { zeros, type Values } from '../values.ts';

/** The place that a padded map shows at `at`; outside of the map for a zero. Mirrored at the edges, which are shown once. */
const shown = (at: number, size: number, mode: PadAttributes['mode']): number =>
  mode === 'zeros' ? at : size - 1 - Math.abs(size - 1 - Math.abs(at));

/** Calls for each place of the padded maps that shows a pixel, with both. */
function eachShown(
  map: FeatureMap,
  padded: FeatureMap,
  { sides: [top, , , left], mode }: PadAttributes,
  visit: (inMap: number, inPadded: number) => void,
): void {
  const [channels, height, width] = map.shape;
  for (let n = 0; n < map.batch; n++)
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < padded.shape[1]; y++)
        for (let x = 0; x < padded.shape[2]; x++) {
          const [row, column] = [shown(y - top, height, mode), shown(x - left, width, mode)];
          if (row >= 0 && row < height && column >= 0 && column < width)
            visit(
              map.origin + n * map.image + c * map.channel + row * map.row + column * map.pixel,
              padded.origin + n * padded.image + c * padded.channel + y * padded.row + x * padded.pixel,
            );
        }
}

/** torch.nn.functional.pad of a map, with zeros or by reflection. @returns the shape `shape` */
export function pad(x: FeatureMap, attributes: PadAttributes, shape: readonly number[]): Values {
  const result = zeros(...shape);
  eachShown(x, featureMap(result), attributes, (inMap, inPadded) => {
    result.data[inPadded] = x.data[inMap]!;
  });
  return result;
}

/** Each pixel takes the sum over the places that show it. @returns the shape `shape` of x */
export function padGradient(dy: FeatureMap, attributes: PadAttributes, shape: readonly number[]): Values {
  const dx = zeros(...shape);
  eachShown(featureMap(dx), dy, attributes, (inMap, inPadded) => {
    dx.data[inMap]! += dy.data[inPadded]!;
  });
  return dx;
}
