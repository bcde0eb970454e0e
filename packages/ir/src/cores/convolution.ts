import type { MapShape } from '../map-shape.ts';
import type { Operation, Read } from '../operation.ts';
import { extentOf, larger, leading, windowedSize, type Pair, type Window } from '../ops/window.ts';
import { sameShape } from '../tensor-type.ts';
import { gradientOf, times, type CoreDeclaration } from './declaration.ts';

export interface GroupedWindow extends Window {
  readonly dilation: Pair;
  readonly groups: number;
}

/** filters: O×(I/groups)×kh×kw */
export type Convolution = Operation<readonly [x: Read], readonly [filters: string], readonly [], GroupedWindow>;
/** The adjoint; the filters as the convolution's. */
export type InputGradient = Operation<readonly [dy: Read], readonly [filters: string], readonly [], GroupedWindow>;
/** The gradient of the filters. */
export type FilterGradient = Operation<
  readonly [dy: Read, x: Read],
  readonly [],
  readonly [filters: string],
  GroupedWindow
>;

/** The map that a convolution makes. */
const convolved = ([, ...size]: MapShape, channels: number, window: Window): MapShape => [
  channels,
  ...windowedSize(size, window),
];

/** What is wrong with filters, if anything; those of a dense layer are O×I. */
function misfit(
  { kernel, groups }: GroupedWindow,
  [out = NaN, perGroup = NaN, ...extents]: readonly number[],
  channels: number,
): string | undefined {
  const window = extents.length ? extents : [1, 1];
  if (perGroup * groups !== channels)
    return `filters ${times([out, perGroup, ...extents])} do not fit ${channels} channels in ${groups} groups`;
  if (out % groups !== 0) return `${out} filters cannot be divided into ${groups} groups`;
  if (!sameShape(kernel, window)) return 'the window differs from the filters';
  return undefined;
}

/**
 * How far beyond its map an input gradient reads dy: pixel y of x takes dy at (y + p − i·d)/s for the filter rows i that
 * divide, from −((k − 1)·d − p)/s to (H − 1 + p)/s.
 */
function gradientReach(window: Window, [, ...size]: MapShape): Pair {
  const [extent, before, results] = [extentOf(window), leading(window.padding), windowedSize(size, window)];
  const beyond = (axis: 0 | 1): number => {
    const [s, p] = [window.stride[axis], before[axis]];
    return Math.max(
      0,
      Math.ceil((extent[axis] - 1 - p) / s),
      Math.floor((size[axis] - 1 + p) / s) - (results[axis] - 1),
    );
  };
  return [beyond(0), beyond(1)];
}

export const convolution: CoreDeclaration<Convolution> = {
  takes: [1, 1, 0],
  tiled: true,
  reach: ({ attributes: { padding } }) => [larger(padding)],
  byFloat: ({ attributes: { groups } }) => [groups === 1],
  shape: ({ attributes }, [x], [filters]) =>
    misfit(attributes, filters, x[0]) ?? convolved(x, filters[0] ?? NaN, attributes),
};

export const inputGradient: CoreDeclaration<InputGradient> = {
  takes: [1, 1, 0],
  tiled: true,
  gradient: true,
  reach: ({ attributes }, x) => [gradientReach(attributes, x)],
  shape: ({ attributes }, [dy], [filters], x) =>
    misfit(attributes, filters, x[0]) ?? gradientOf(x, convolved(x, filters[0] ?? NaN, attributes), dy),
};

export const filterGradient: CoreDeclaration<FilterGradient> = {
  takes: [2, 0, 1],
  reduces: true,
  gradient: true,
  reach: ({ attributes: { padding } }) => [[0, 0], larger(padding)],
  byFloat: ({ attributes: { groups } }) => [false, groups === 1],
  shape: ({ attributes }, [dy, x]) => {
    const { groups } = attributes;
    if (x[0] % groups !== 0 || dy[0] % groups !== 0)
      return `${x[0]} and ${dy[0]} channels cannot be divided into ${groups} groups`;
    const problem = gradientOf(x, convolved(x, dy[0], attributes), dy);
    return typeof problem === 'string' ? problem : dy;
  },
  computes: ({ attributes: { kernel, groups } }, [dy, x]) => [[dy[0], x[0] / groups, ...kernel]],
};
