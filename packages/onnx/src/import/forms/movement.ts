import { flatten, pad, padChannels, subsample, type Sides } from '@resnet-compile/dsl';
import { isMovement, isPointwise } from '../operators/index.ts';
import { constantsOf, evaluateRegion, isClose, probe, probeShape, type Region } from '../region.ts';
import { countOf, gathered, stridesOf, type Tensor } from '../tensor.ts';
import { asIs, type Form, type FoundLayer, type RegionForm } from './form.ts';

/** Whether elements are moved alone; a product with 0 makes channels of zeros. */
const onlyMoves = (region: Region): boolean =>
  region.nodes.some(({ op }) => isMovement(op)) &&
  region.nodes.every(
    ({ op }) => isMovement(op) || (isPointwise(op) && region.nodes.some((node) => node.op === 'Concat')),
  ) &&
  constantsOf(region).every(({ tensor }) => tensor.isInteger || tensor.data.every((each) => each === 0 || each === 1));

const reorders = new Set(['Concat', 'Expand', 'Gather', 'Pad', 'Slice', 'Split', 'Tile', 'Transpose']);

/** Elements that are moved: nothing at all, `flatten`, `subsample`, `padChannels`, `pad`, or a part of the channels. */
export const movedElements: RegionForm = (region, { budget }) => {
  if (!onlyMoves(region)) return undefined;
  const { entry, exit } = region;
  const [from, to] = [probeShape(entry), probeShape(exit)];
  const isSameOrder = !region.nodes.some(({ op }) => reorders.has(op));
  if (isSameOrder && entry.shape[0] === exit.shape[0]) return sameElements(region);
  if (from.length !== 4) return undefined;
  const x = probe(from);
  const y = evaluateRegion(region, x, budget);
  if (isClose(x.data, y.data, 0)) return sameElements(region);
  if (to.length !== 4 || from[0] !== to[0]) return undefined;
  return partOf(region, x, y) ?? strided(region, x, y) ?? padded(region, x, y);
};

/** All elements in their order, in another shape. */
function sameElements({ entry, exit }: Region): Form | undefined {
  const [from, to] = [entry.shape, exit.shape];
  if (String(from) === String(to)) return asIs(entry);
  const isPixel = (shape: readonly number[]): boolean => shape.length === 4 && shape[2] === 1 && shape[3] === 1;
  if (from.length === 4 && to.length === 2 && from[0] === to[0])
    return { kind: 'layers', input: entry, layers: [{ layer: flatten(), parameters: [] }] };
  if (from.length === 2 && isPixel(to) && from[1] === to[1]) return { kind: 'pixel', input: entry };
  return undefined;
}

const isAll = (y: Tensor, other: Tensor): boolean => isClose(other.data, y.data, 0);

/** Channels that stand side by side. */
function partOf({ entry, exit }: Region, x: Tensor, y: Tensor): Form | undefined {
  const [, channels = 0, height = 0, width = 0] = x.shape;
  const [, count = 0] = y.shape;
  if (y.shape[2] !== height || y.shape[3] !== width || count >= channels) return undefined;
  const from = x.data.subarray(0, channels * height * width).indexOf(y.data[0] ?? NaN) / (height * width);
  if (!Number.isSafeInteger(from) || from < 0) return undefined;
  const strides = stridesOf(x.shape);
  const part = gathered(x, y.shape, (place) =>
    place.reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), from * (strides[1] ?? 0)),
  );
  return isAll(y, part) ? { kind: 'part', input: entry, from, count: exit.shape[1] ?? 0 } : undefined;
}

/** Every so manieth pixel, zero channels around. */
function strided({ entry }: Region, x: Tensor, y: Tensor): Form | undefined {
  const [, channels = 0, height = 0, width = 0] = x.shape;
  const [images = 0, count = 0, rows = 0, columns = 0] = y.shape;
  const map = rows * columns;
  if (count < channels || rows > height || columns > width || countOf([images, count, map]) === 0) return undefined;
  const before =
    Array.from({ length: count - channels + 1 }, (_, channel) => channel).find(
      (channel) => y.data[channel * map] !== 0,
    ) ?? 0;
  const start = before * map;
  const strideAlong = (size: number, small: number, step: number, place: number): number =>
    small > 1 ? x.data.subarray(0, height * width).indexOf(y.data[start + place] ?? NaN) / step : size;
  const stride = [strideAlong(height, rows, width, columns), strideAlong(width, columns, 1, 1)] as const;
  if (!stride.every((each) => Number.isSafeInteger(each) && each > 0)) return undefined;
  const strides = stridesOf(x.shape);
  const made = gathered(x, y.shape, ([image = 0, channel = 0, row = 0, column = 0]) => {
    const own = channel - before;
    if (own < 0 || own >= channels) return -1;
    return image * (strides[0] ?? 0) + own * (strides[1] ?? 0) + row * stride[0] * width + column * stride[1];
  });
  if (!isAll(y, made) || rows !== Math.ceil(height / stride[0]) || columns !== Math.ceil(width / stride[1]))
    return undefined;
  const after = count - channels - before;
  const none: readonly FoundLayer[] = [];
  return {
    kind: 'layers',
    input: entry,
    layers: [
      ...(rows < height || columns < width
        ? [{ layer: subsample([rows < height ? stride[0] : 1, columns < width ? stride[1] : 1]), parameters: [] }]
        : none),
      ...(before || after ? [{ layer: padChannels({ before, after }), parameters: [] }] : none),
    ],
  };
}

/** Pixels around, zeros or mirrored. */
function padded({ entry }: Region, x: Tensor, y: Tensor): Form | undefined {
  const [images = 0, channels = 0, height = 0, width = 0] = x.shape;
  const [, count = 0, rows = 0, columns = 0] = y.shape;
  const [down, across] = [rows - height, columns - width];
  if (count !== channels || down < 0 || across < 0) return undefined;
  const strides = stridesOf(x.shape);
  const made = (top: number, left: number, isMirrored: boolean): Tensor => {
    const own = (at: number, extent: number): number => {
      if (at >= 0 && at < extent) return at;
      return isMirrored ? (at < 0 ? -at : 2 * (extent - 1) - at) : -1;
    };
    return gathered(x, [images, channels, rows, columns], ([image = 0, channel = 0, row = 0, column = 0]) => {
      const [h, w] = [own(row - top, height), own(column - left, width)];
      return h < 0 || w < 0 ? -1 : image * (strides[0] ?? 0) + channel * (strides[1] ?? 0) + h * width + w;
    });
  };
  // The first pixel of the map stands where its corner is.
  for (let top = 0; top <= down; top++)
    for (let left = 0; left <= across; left++) {
      if (y.data[top * columns + left] !== x.data[0]) continue;
      for (const mode of ['zeros', 'reflection'] as const)
        if (isAll(y, made(top, left, mode === 'reflection'))) {
          const sides: Sides = [top, across - left, down - top, left];
          return { kind: 'layers', input: entry, layers: [{ layer: pad(sides, { mode }), parameters: [] }] };
        }
    }
  return undefined;
}
