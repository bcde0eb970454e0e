import { isBroadcast, type Dtype, type MapShape, type Pair, type View } from '@resnet-compile/ir';
import { roundingOf } from './rounding.ts';
import { zeros, type Values } from './values.ts';

/**
 * Where the maps of a batch lie in memory: element (n, c, y, x) is `data[origin + n·image + c·channel + y·row +
 * x·pixel]`. A tensor in N×C×H×W and a buffer placed in an arena differ in nothing else, so every core is written once.
 */
export interface FeatureMap {
  readonly data: Float64Array;
  /** As what its elements are stored. */
  readonly dtype: Dtype;
  readonly batch: number;
  readonly shape: MapShape;
  readonly origin: number;
  readonly image: number;
  readonly channel: number;
  readonly row: number;
  readonly pixel: number;
  /** Pixels around each map that lie in memory too, and should hold zeros. */
  readonly halo: Pair;
}

/** Reads N×C×H×W, or N×C as N×C×1×1. */
export function featureMap(
  { shape: [batch = 1, channels = 1, height = 1, width = 1], data }: Values,
  dtype: Dtype = 'f32',
): FeatureMap {
  return {
    data,
    dtype,
    batch,
    shape: [channels, height, width],
    origin: 0,
    image: channels * height * width,
    channel: height * width,
    row: width,
    pixel: 1,
    halo: [0, 0],
  };
}

/** Every `stride`th pixel, from the first on. The halo is left behind: its pixels are not a stride apart from these. */
export const subsampled = (map: FeatureMap, [down, right]: Pair): FeatureMap => ({
  ...map,
  shape: [map.shape[0], Math.ceil(map.shape[1] / down), Math.ceil(map.shape[2] / right)],
  row: map.row * down,
  pixel: map.pixel * right,
  halo: [0, 0],
});

/** The channels `from … from + count`. */
export const channelRange = (map: FeatureMap, from: number, count: number): FeatureMap => ({
  ...map,
  shape: [count, map.shape[1], map.shape[2]],
  origin: map.origin + from * map.channel,
});

/** Calls with the positions of the same element in two maps of one shape. */
export function eachElement(a: FeatureMap, b: FeatureMap, visit: (inA: number, inB: number) => void): void {
  const [channels, height, width] = a.shape;
  for (let n = 0; n < a.batch; n++) {
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < height; y++) {
        const rowA = a.origin + n * a.image + c * a.channel + y * a.row;
        const rowB = b.origin + n * b.image + c * b.channel + y * b.row;
        for (let x = 0; x < width; x++) visit(rowA + x * a.pixel, rowB + x * b.pixel);
      }
    }
  }
}

/** Copies a map over another of the same shape, as what that stores. */
export function copyMap(from: FeatureMap, to: FeatureMap): void {
  const round = roundingOf(to.dtype);
  eachElement(from, to, (source, target) => {
    to.data[target] = round(from.data[source]!);
  });
}

/** What a view shows of a map, as N×C×H×W. */
export function viewed(map: FeatureMap, view: View, whole: MapShape = map.shape): Values {
  const { stride, before, after } = view;
  if (isBroadcast(view)) return repeated(map, view, whole);
  const [first, last] = [Math.max(0, -before), map.shape[0] - Math.max(0, -after)];
  const kept = channelRange(subsampled(map, stride), first, last - first);
  const [channels, height, width] = kept.shape;
  const padding = Math.max(0, before);
  const result = zeros(map.batch, padding + channels + Math.max(0, after), height, width);
  copyMap(kept, channelRange(featureMap(result), padding, channels));
  return result;
}

/** A map whose single rows, columns or channel are shown everywhere. */
function repeated(map: FeatureMap, view: View, whole: MapShape): Values {
  const [down, right] = view.stride;
  const shown: FeatureMap = {
    ...map,
    shape: whole,
    channel: view.repeated ? 0 : map.channel,
    row: map.row * down,
    pixel: map.pixel * right,
    halo: [0, 0],
  };
  const result = zeros(map.batch, ...whole);
  copyMap(shown, featureMap(result));
  return result;
}
