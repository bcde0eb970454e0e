import {
  leading,
  surrounded,
  trailing,
  winogradInputShape,
  winogradPositions,
  winogradTransforms,
  type ConvolutionAttributes,
  type CoreOf,
  type Dtype,
  type MapShape,
  type WinogradOutputs,
  itemOf,
} from '@resnet-compile/ir';
import { featureMap, type FeatureMap } from '../feature-map.ts';
import { roundingOf } from '../rounding.ts';
import { zeros, type Values } from '../values.ts';

type Matrix = readonly (readonly number[])[];

/** m·x·mᵀ */
const sandwich = (m: Matrix, x: Matrix): Matrix =>
  m.map((left) =>
    m.map((right) =>
      left.reduce((sum, a, i) => sum + a * right.reduce((row, b, j) => row + b * itemOf(itemOf(x, i), j), 0), 0),
    ),
  );

const square = (size: number, value: (row: number, column: number) => number): Matrix =>
  Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => value(row, column)));

/** A convolution as the three cores below, as {@link convolve} otherwise: 3×3 filters, stride 1, one group. */
export function winogradConvolution(
  input: FeatureMap,
  filters: Values,
  { padding }: Pick<ConvolutionAttributes, 'padding'>,
  outputs: WinogradOutputs,
): Values {
  const [, ...size] = input.shape;
  const [height, width] = surrounded(size, padding);
  const tiles = winogradInput({ outputs, padding }, input);
  const products = winogradProduct({ outputs }, featureMap(tiles), filters);
  const map = [height - 2, width - 2] as const;
  return winogradOutput({ outputs, map }, featureMap(products));
}

/** N×C×H×W → N×(positions·C)×tiles×tiles: Bᵀ·d·B of every tile. Padding is read from the map's halo, as in {@link convolve}. */
export function winogradInput(attributes: CoreOf<'winograd_input'>['attributes'], input: FeatureMap): Values {
  const [channels, height, width] = input.shape;
  const { outputs: m, padding } = attributes;
  const transform = winogradTransforms(m).input;
  const [before, after] = [leading(padding), trailing(padding)];
  return eachTile(winogradInputShape(attributes, input.shape), input.batch, channels, (n, c, tileY, tileX) => {
    const at = (row: number, column: number): number => {
      const [y, x] = [tileY * m + row - before[0], tileX * m + column - before[1]];
      if (isOutside(y, height, after[0], input.halo[0]) || isOutside(x, width, after[1], input.halo[1])) return 0;
      return input.data[input.origin + n * input.image + c * input.channel + y * input.row + x * input.pixel]!;
    };
    return sandwich(transform, square(m + 2, at)).flat();
  });
}

/** Whether a pixel is neither in memory nor of the padding, behind which are only those of results beyond the map. */
const isOutside = (at: number, extent: number, padding: number, halo: number): boolean =>
  at < -halo || at >= extent + Math.min(padding, halo);

/** A matrix product over channels for each position, with the transformed filters, which are what is stored. */
export function winogradProduct(
  { outputs }: CoreOf<'winograd_product'>['attributes'],
  input: FeatureMap,
  { shape, data }: Values,
  dtype: Dtype = 'f32',
): Values {
  const [out, channels] = shape as readonly [number, number];
  const positions = winogradPositions(outputs);
  const { filter } = winogradTransforms(outputs);
  const round = roundingOf(dtype);
  const transformed = Array.from({ length: out * channels }, (_, index) =>
    filter.flatMap((left) =>
      filter.map((right) =>
        round(
          left.reduce(
            (sum, a, i) => sum + a * right.reduce((row, b, j) => row + b * data[index * 9 + i * 3 + j]!, 0),
            0,
          ),
        ),
      ),
    ),
  );
  const [, height, width] = input.shape;
  return eachTile([positions * out, height, width], input.batch, out, (n, o, y, x) => {
    const base = input.origin + n * input.image + y * input.row + x * input.pixel;
    return Array.from({ length: positions }, (_, position) => {
      let sum = 0;
      for (let c = 0; c < channels; c++)
        sum +=
          transformed[o * channels + c]![position]! * input.data[base + (position * channels + c) * input.channel]!;
      return sum;
    });
  });
}

/** Aᵀ·(…)·A of every tile; what lies outside of the map is left out. */
export function winogradOutput(
  { outputs: m, map: [height, width] }: CoreOf<'winograd_output'>['attributes'],
  input: FeatureMap,
): Values {
  const channels = input.shape[0] / winogradPositions(m);
  const transform = winogradTransforms(m).output;
  const result = zeros(input.batch, channels, height, width);
  for (let n = 0; n < input.batch; n++) {
    for (let c = 0; c < channels; c++) {
      for (let tileY = 0; tileY < input.shape[1]; tileY++) {
        for (let tileX = 0; tileX < input.shape[2]; tileX++) {
          const base = input.origin + n * input.image + tileY * input.row + tileX * input.pixel;
          const tile = sandwich(
            transform,
            square(
              m + 2,
              (row, column) => input.data[base + ((row * (m + 2) + column) * channels + c) * input.channel]!,
            ),
          );
          tile.forEach((row, i) =>
            row.forEach((value, j) => {
              const [y, x] = [tileY * m + i, tileX * m + j];
              if (y < height && x < width) result.data[((n * channels + c) * height + y) * width + x] = value;
            }),
          );
        }
      }
    }
  }
  return result;
}

/** Fills a map whose channels are positions of `perPosition` channels each, from a function that gives all positions. */
function eachTile(
  [channels, height, width]: MapShape,
  batch: number,
  perPosition: number,
  positionsOf: (n: number, channel: number, y: number, x: number) => readonly number[],
): Values {
  const result = zeros(batch, channels, height, width);
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < perPosition; c++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          positionsOf(n, c, y, x).forEach((value, position) => {
            result.data[((n * channels + position * perPosition + c) * height + y) * width + x] = value;
          });
        }
      }
    }
  }
  return result;
}
