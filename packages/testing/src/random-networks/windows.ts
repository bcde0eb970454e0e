import { averagePool, blur, conv, maxPool, pad, subsample, type Pair, type Sides } from '@resnet-compile/dsl';
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
  readonly padding: Sides | 'same';
  readonly dilation?: Pair;
  readonly ceilMode?: boolean;
}

const extents = ({ kernel, dilation = [1, 1] }: Window): Pair => [
  (kernel[0] - 1) * dilation[0] + 1,
  (kernel[1] - 1) * dilation[1] + 1,
];
/** Half of it on each side: at stride 1, windows of odd extents keep the size. */
const halfOf = (window: Window): Sides => {
  const [vertical, horizontal] = half(extents(window));
  return [vertical, horizontal, vertical, horizontal];
};

/** The map that windows leave; undefined where none fits, or a window begins behind the map. */
function leftBy(window: Window, shape: Shape): Pair | undefined {
  const { stride, padding, ceilMode = false } = window;
  const extent = extents(window);
  const along = (axis: 0 | 1): number => {
    const size = mapOf(shape)[axis];
    if (padding === 'same') return Math.ceil(size / stride[axis]);
    const [before, after] = axis === 0 ? [padding[0], padding[2]] : [padding[3], padding[1]];
    const steps = (size + before + after - extent[axis]) / stride[axis];
    if (steps < 0) return 0;
    const count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
    const last = (count - 1) * stride[axis] - before;
    return last < size ? count : ceilMode && Math.floor(steps) + 1 < count ? count - 1 : 0;
  };
  const left: Pair = [along(0), along(1)];
  return left.every((count) => count > 0) ? left : undefined;
}

/** Windows that keep the size, or any; `most`: of the padding, on each side. */
function windowFor({ random, keepsSize }: Growth, most: (kernel: Pair) => Pair, dilates: boolean): Window {
  if (keepsSize) {
    const kernel = random.pick([
      [1, 1],
      [3, 3],
      [1, 3],
      [3, 1],
      [5, 5],
    ] as const);
    const window = { kernel, stride: [1, 1], padding: 'same', ...dilation(random, dilates) } as const;
    return random.chance(0.2) ? window : { ...window, padding: halfOf(window) };
  }
  const kernel = kernelOf(random);
  const stride = random.chance(0.5) ? ([1, 1] as const) : pair(random, 1, 3);
  const window: Window = { kernel, stride, padding: 'same', ...dilation(random, dilates) };
  if (random.chance(0.15)) return window;
  if (random.chance(0.5)) return { ...window, padding: halfOf(window) };
  const [down, across] = most(kernel);
  const side = (largest: number): number => random.integer(0, largest);
  return { ...window, padding: [side(down), side(across), side(down), side(across)] };
}

const dilation = (random: Random, dilates: boolean): Pick<Window, 'dilation'> =>
  dilates && random.chance(0.2)
    ? {
        dilation: random.pick([
          [2, 2],
          [1, 3],
          [3, 2],
        ] as const),
      }
    : {};

export const growConv: Grow = (growth, shape) => {
  if (isVector(shape)) return undefined;
  const { random } = growth;
  const window = windowFor(growth, () => [2, 2], true);
  const left = leftBy(window, shape);
  if (!left) return undefined;
  const groups = random.chance(0.35) ? random.pick(divisors(shape[0])) : 1;
  const channels =
    groups === 1 ? someChannels(growth) : groups * random.integer(1, Math.max(1, Math.floor(18 / groups)));
  const bias = random.pick([{}, {}, { bias: true }, { bias: true, initialBias: 0.5 }]);
  const options = { ...window, groups, ...bias, weightStandardization: standardization(random) };
  return { layer: conv(channels, options), shape: [channels, ...left] };
};

const standardization = (random: Random): boolean | { readonly epsilon: number } =>
  random.chance(0.2) && (random.chance(0.5) || { epsilon: 1e-5 });

const growPool =
  (make: (window: Window, random: Random) => Grown['layer']): Grow =>
  (growth, shape) => {
    if (isVector(shape)) return undefined;
    const window = { ...windowFor(growth, half, false), ceilMode: !growth.keepsSize && growth.random.chance(0.3) };
    const left = leftBy(window, shape);
    return left && { layer: make(window, growth.random), shape: [shape[0], ...left] };
  };
export const growMaxPool = growPool((window) => maxPool(window));
export const growAveragePool = growPool((window, random) =>
  averagePool({ ...window, countIncludePad: random.chance(0.5) }),
);

export const growPad: Grow = ({ random, keepsSize }, shape) => {
  if (isVector(shape)) return undefined;
  const [height, width] = mapOf(shape);
  const mode = random.pick(['zeros', 'reflection'] as const);
  const side = (extent: number): number =>
    keepsSize ? 0 : random.integer(0, mode === 'zeros' ? 2 : Math.min(2, extent - 1));
  const sides: Sides = [side(height), side(width), side(height), side(width)];
  const [top, right, bottom, left] = sides;
  return { layer: pad(sides, { mode }), shape: [shape[0], top + height + bottom, left + width + right] };
};

export const growBlur: Grow = ({ random, keepsSize }, shape) => {
  if (isVector(shape) || mapOf(shape).some((extent) => extent < 2)) return undefined;
  const stride = keepsSize
    ? ([1, 1] as const)
    : random.pick([
        [1, 1],
        [2, 2],
        [2, 1],
      ] as const);
  return { layer: blur({ stride }), shape: strided(shape, stride) };
};

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
  const window = { kernel, stride, padding: random.pick([half(kernel), 'same' as const]) };
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
