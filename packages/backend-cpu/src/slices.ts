import type { CoreShapeOf, KernelShape } from './kernel-shape.ts';
import { operandsOf, type Operand } from './operands.ts';
import type { Slices } from '@resnet-compile/plan/cpu';
import { workOf } from './work.ts';
import { variants } from './variants.ts';

/** Enough to share one kernel evenly among several threads, few enough for each to read its input from the cache. */
const most = 8;

/** Pixels of an image below which threads share a convolution's channels: each then reads a part of the filters. */
const fewPixels = 400;

const [mostOfWinograd, fewTiles] = [4, 64];

/** Slices are whole panels of filters, however wide the host's variant packs them. */
const panel = Math.max(...Object.values(variants).map(({ tile }) => tile.channels));

interface Sliced {
  readonly shape: KernelShape;
  readonly slices?: Slices;
  /** Channels that equal slices leave over, as a kernel of their own behind them. */
  readonly rest?: KernelShape;
}

/** Share of the channels that may be left over. */
const smallRest = 1 / 20;

/**
 * Cuts a kernel's channels into equal slices that do not depend on each other: the code of one, and how its addresses
 * move to the others'. No sum is cut, so that results do not depend on who computes which slice.
 */
export function sliceChannels(shape: KernelShape): Sliced {
  const { core } = shape;
  if (core.kind === 'filter_gradient') return sliceFilters(shape, core);
  if (core.kind === 'winograd') return sliceWinograd(shape, core);
  if (core.kind === 'mean') return sliceMean(shape, core);
  if (core.kind !== 'convolution' || shape.map[0] * shape.map[1] >= fewPixels) return { shape };
  if (!isUniform(shape)) return { shape };
  const parts = core.groups > 1 ? core.groups : shape.paddedChannels / panel;
  const count = largestCount(parts, most, core.groups > 1 ? 0 : smallRest);
  const size = Math.floor(parts / count);
  if (count === 1) return { shape };
  const groups = core.groups > 1 ? size : 1;
  const of = (channels: number): KernelShape => ({
    ...shape,
    channels,
    paddedChannels: channels,
    core: { ...core, groups },
  });
  const channels = core.groups > 1 ? shape.paddedChannels / count : size * panel;
  const left = shape.paddedChannels - count * channels;
  const sliced = cut(of(channels), count, (operand) => {
    const { part, role } = operand;
    if (part !== 'core') return perChannel(shape, operand, channels);
    if (role === 'tensor') return channels * core.kernelRows * core.pieces * core.run * 4;
    return core.groups > 1 ? groups * core.groupStride : 0;
  });
  return left === 0 ? sliced : { ...sliced, rest: of(left) };
}

/** The input is transformed for each slice anew, which only pays where the filters are most of the work. */
function sliceWinograd(shape: KernelShape, core: CoreShapeOf<'winograd'>): Sliced {
  const tiles = Math.ceil(shape.map[0] / core.outputs) * Math.ceil(shape.map[1] / core.outputs);
  const count = tiles < fewTiles && isUniform(shape) ? largestCount(shape.paddedChannels / panel, mostOfWinograd) : 1;
  if (count === 1) return { shape };
  const channels = shape.paddedChannels / count;
  return cut({ ...shape, channels, paddedChannels: channels }, count, (operand) => {
    const { part, role } = operand;
    if (part !== 'core') return perChannel(shape, operand, channels);
    return role === 'tensor' ? channels * core.inChannels * 4 : 0;
  });
}

/** Work of a slice that pays for telling another thread of it. */
const leastWork = 1e5;

/** Maps of channels by themselves: so threads share one image's. */
function sliceMean(shape: KernelShape, core: CoreShapeOf<'mean'>): Sliced {
  const largest = Math.min(most, Math.floor(workOf(shape) / leastWork));
  const count = isUniform(shape) ? largestCount(shape.paddedChannels / panel, largest) : 1;
  if (count === 1) return { shape };
  const channels = shape.paddedChannels / count;
  return cut({ ...shape, channels, paddedChannels: channels }, count, (operand) =>
    operand.part === 'core' && operand.role === 'read' && core.reads[operand.place]?.repeated
      ? 0
      : perChannel(shape, operand, channels),
  );
}

/** Not so: single lanes at the end of the last slice; a draw that depends on the channel's number, which is no address. */
const isUniform = ({ channels, paddedChannels, steps }: KernelShape): boolean =>
  channels === paddedChannels && steps.every((step) => step.kind !== 'dropout' || step.channelStride === 0);

function sliceFilters(shape: KernelShape, core: CoreShapeOf<'filter_gradient'>): Sliced {
  const count = largestCount(core.groups > 1 ? core.groups : core.outChannels / panel);
  if (count === 1) return { shape };
  const groups = Math.ceil(core.groups / count);
  const outChannels = core.groups > 1 ? core.outChannels : core.outChannels / count;
  return cut({ ...shape, core: { ...core, groups, outChannels } }, count, ({ role, place }) => {
    if (role === 'result') return groups * outChannels * core.kernel[0] * core.kernel[1] * core.inChannels * 4;
    if (place === 0) return groups * outChannels * 4;
    return core.groups > 1 ? groups * core.inChannels * 4 : 0;
  });
}

/** What steps read and write lies channel by channel, but for a layer's one key and what is read for all channels. */
function perChannel({ steps }: KernelShape, { part, role, place }: Operand, channels: number): number {
  const step = steps[part as number];
  const isRepeated = role === 'read' && step?.kind === 'map' && step.reads[place]?.repeated;
  return role === 'key' || isRepeated ? 0 : channels * 4;
}

const cut = (part: KernelShape, count: number, step: (operand: Operand) => number): Sliced => ({
  shape: part,
  slices: { count, steps: operandsOf(part).map(step) },
});

/**
 * Of a number of parts that may not be whole: then nothing is cut. Or what leaves a small share over: 1,000 channels are
 * six slices of ten panels, and forty.
 */
function largestCount(parts: number, largest = most, rest = 0): number {
  const fits = (count: number): boolean => parts - count * Math.floor(parts / count) <= parts * rest;
  return Array.from({ length: largest }, (_, index) => largest - index).find(fits) ?? 1;
}
