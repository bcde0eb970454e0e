import {
  winogradPositions,
  winogradShape,
  winogradTransforms,
  type MapShape,
  type WinogradCore,
} from '@resnet-compile/ir';
import type { FeatureMap } from '../feature-map.ts';
import { zeros, type Values } from '../values.ts';

type Matrix = readonly (readonly number[])[];
type CoreOf<Kind extends WinogradCore['kind']> = Extract<WinogradCore, { kind: Kind }>;

/** m·x·mᵀ */
const sandwich = (m: Matrix, x: Matrix): Matrix =>
  m.map((left) =>
    m.map((right) => left.reduce((sum, a, i) => sum + a * right.reduce((row, b, j) => row + b * x[i]![j]!, 0), 0)),
  );

const square = (size: number, value: (row: number, column: number) => number): Matrix =>
  Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => value(row, column)));

/** N×C×H×W → N×(positions·C)×tiles×tiles: Bᵀ·d·B of every tile, with zeros around the map. */
export function winogradInput(core: CoreOf<'winograd_input'>, input: FeatureMap): Values {
  const [channels, height, width] = input.shape;
  const { outputs: m, padding } = core;
  const transform = winogradTransforms(m).input;
  return eachTile(winogradShape(core, input.shape), input.batch, channels, (n, c, tileY, tileX) => {
    const at = (row: number, column: number): number => {
      const [y, x] = [tileY * m + row - padding[0], tileX * m + column - padding[1]];
      if (y < 0 || x < 0 || y >= height || x >= width) return 0;
      return input.data[input.origin + n * input.image + c * input.channel + y * input.row + x * input.pixel]!;
    };
    return sandwich(transform, square(m + 2, at)).flat();
  });
}

/** A matrix product over channels for each position, with the transformed filters. */
export function winogradProduct(
  { outputs }: CoreOf<'winograd_product'>,
  input: FeatureMap,
  { shape, data }: Values,
): Values {
  const [out, channels] = shape as readonly [number, number];
  const positions = winogradPositions(outputs);
  const { filter } = winogradTransforms(outputs);
  const transformed = Array.from({ length: out * channels }, (_, index) =>
    filter.flatMap((left) =>
      filter.map((right) =>
        left.reduce((sum, a, i) => sum + a * right.reduce((row, b, j) => row + b * data[index * 9 + i * 3 + j]!, 0), 0),
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
export function winogradOutput(core: CoreOf<'winograd_output'>, input: FeatureMap): Values {
  const [channels, height, width] = winogradShape(core, input.shape);
  const m = core.outputs;
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
