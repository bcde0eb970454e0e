import { averagePool, conv, maxPool, subsample, type Pair } from '@resnet-compile/dsl';
import {
  divisors,
  isVector,
  mapOf,
  someChannels,
  strided,
  type Grow,
  type Grown,
  type Growth,
  type Shape,
} from './grown.ts';
import type { Random } from './random.ts';

const pair = (random: Random, from: number, to: number): Pair => [random.integer(from, to), random.integer(from, to)];
/** Mostly square. */
const kernelOf = (random: Random): Pair =>
  random.chance(0.7)
    ? random.pick([
        [1, 1],
        [3, 3],
        [3, 3],
        [5, 5],
      ] as const)
    : pair(random, 1, 4);
const half = ([height, width]: Pair): Pair => [height >> 1, width >> 1];

interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

/** The map that windows leave; undefined where none fits. */
function leftBy({ kernel, stride, padding }: Window, shape: Shape): Pair | undefined {
  const along = (axis: 0 | 1): number =>
    Math.floor((mapOf(shape)[axis] + 2 * padding[axis] - kernel[axis]) / stride[axis]) + 1;
  const left: Pair = [along(0), along(1)];
  return left.every((extent) => extent > 0) ? left : undefined;
}

/** Windows that keep the size, or any. */
function windowFor({ random, keepsSize }: Growth, largestPadding: (kernel: Pair) => Pair): Window {
  if (keepsSize) {
    const kernel = random.pick([
      [1, 1],
      [3, 3],
      [1, 3],
      [3, 1],
      [5, 5],
    ] as const);
    return { kernel, stride: [1, 1], padding: half(kernel) };
  }
  const kernel = kernelOf(random);
  const [most, across] = largestPadding(kernel);
  const padding: Pair = random.chance(0.5) ? half(kernel) : [random.integer(0, most), random.integer(0, across)];
  return { kernel, stride: random.chance(0.5) ? [1, 1] : pair(random, 1, 3), padding };
}

export const growConv: Grow = (growth, shape) => {
  if (isVector(shape)) return undefined;
  const { random } = growth;
  const window = windowFor(growth, () => [2, 2]);
  const left = leftBy(window, shape);
  if (!left) return undefined;
  const groups = random.chance(0.35) ? random.pick(divisors(shape[0])) : 1;
  const channels =
    groups === 1 ? someChannels(growth) : groups * random.integer(1, Math.max(1, Math.floor(18 / groups)));
  const options = { ...window, groups, bias: random.chance(0.3), weightStandardization: standardization(random) };
  return { layer: conv(channels, options), shape: [channels, ...left] };
};

const standardization = (random: Random): boolean | { readonly epsilon: number } =>
  random.chance(0.2) && (random.chance(0.5) || { epsilon: 1e-5 });

const growPool =
  (make: (window: Window, random: Random) => Grown['layer']): Grow =>
  (growth, shape) => {
    if (isVector(shape)) return undefined;
    const window = windowFor(growth, half);
    const left = leftBy(window, shape);
    return left && { layer: make(window, growth.random), shape: [shape[0], ...left] };
  };
export const growMaxPool = growPool((window) => maxPool(window));
export const growAveragePool = growPool((window, random) =>
  averagePool({ ...window, countIncludePad: random.chance(0.5) }),
);

export const growSubsample: Grow = ({ random, keepsSize }, shape) => {
  if (isVector(shape)) return undefined;
  const stride = keepsSize ? ([1, 1] as const) : pair(random, 1, 2);
  return { layer: subsample(stride), shape: strided(shape, stride) };
};

/** What takes a map to ⌈size/stride⌉: branches that are to fit have one each. */
export function resized(growth: Growth, shape: Shape, stride: Pair): Grown {
  const { random } = growth;
  const kernel = random.pick([
    [1, 1],
    [3, 3],
    [3, 3],
    [5, 5],
  ] as const);
  const window = { kernel, stride, padding: half(kernel) };
  const channels = random.pick([shape[0], someChannels(growth)]);
  const left = strided(shape, stride);
  const keep = { shape: left };
  return random.pick<() => Grown>([
    () => ({ layer: conv(channels, window), shape: [channels, ...mapOf(left)] }),
    () => ({ layer: maxPool(window), ...keep }),
    () => ({ layer: averagePool({ ...window, countIncludePad: random.chance(0.5) }), ...keep }),
    () => ({ layer: subsample(stride), ...keep }),
  ])();
}
