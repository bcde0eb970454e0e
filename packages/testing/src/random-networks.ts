import {
  averagePool,
  batchNorm,
  concatenate,
  conv,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  maxPool,
  network,
  normalize,
  pad,
  padChannels,
  relu,
  residual,
  sequential,
  subsample,
  type Layer,
  type Network,
  type Pair,
} from '@resnet-compile/dsl';
import { itemOf } from '@resnet-compile/ir';
import * as fc from 'fast-check';
import { layerPaths } from './layer-paths.ts';
import { windowed } from './window-size.ts';

type Shape = readonly [channels: number, height: number, width: number];

/** One layer to try: a choice, numbers for its options, and moves for its branches. */
interface Move {
  readonly choice: number;
  readonly channels: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  /** Of windows, on the sides that the padding is not of. */
  readonly more: Pair;
  readonly dilation: Pair;
  readonly flags: readonly [boolean, boolean, boolean];
  readonly branches: readonly (readonly Move[])[];
}
/** Layers and the shape behind them. */
interface Built {
  readonly layers: readonly Layer[];
  readonly shape: Shape;
}

const pair = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const moves = (depth: number): fc.Arbitrary<Move> =>
  fc.record({
    choice: fc.nat(depth > 0 ? 13 : 10),
    channels: fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 13, 17, 18),
    kernel: pair(1, 3),
    stride: pair(1, 2),
    padding: pair(0, 2),
    more: pair(0, 1),
    dilation: pair(1, 2),
    flags: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    branches:
      depth > 0
        ? fc.array(fc.array(moves(depth - 1), { maxLength: 3 }), { minLength: 1, maxLength: 3 })
        : fc.constant([]),
  });

/** Random residual networks over small maps of odd sizes, up to three of their layers tapped; what does not fit is left out. */
export const randomNetworks: fc.Arbitrary<Network> = fc
  .record({
    input: fc.tuple(fc.constantFrom(1, 2, 3, 5), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    body: fc.array(moves(2), { minLength: 1, maxLength: 5 }),
    head: fc.constantFrom(0, 1, 2),
    taps: fc.array(fc.nat(), { maxLength: 3 }),
  })
  .map(({ input, body, head, taps }) => {
    const { layers, shape } = chain(body, input);
    const all = [...layers, ...heads(shape)[head]];
    const paths = layerPaths(sequential(all));
    const outputs = [...new Set(taps.map((tap) => itemOf(paths, tap % paths.length)))];
    return network({ input, outputs }, all);
  });

/** To N×classes; the first weighs every pixel by itself, so that any wrong one shows. */
export const heads = ([, height, width]: Shape): readonly [readonly Layer[], readonly Layer[], readonly Layer[]] => [
  [conv(5, { kernel: [height, width], padding: 0 }), flatten()],
  [globalAveragePool(), dense(3)],
  [globalAveragePool(), flatten()],
];

const chain = (all: readonly Move[], from: Shape): Built =>
  all.reduce<Built>(
    ({ layers, shape }, move) => {
      const next = apply(move, shape);
      return next ? { layers: [...layers, ...next.layers], shape: next.shape } : { layers, shape };
    },
    { layers: [], shape: from },
  );

function apply(move: Move, shape: Shape): Built | undefined {
  const [channels, height, width] = shape;
  const {
    kernel,
    stride,
    padding,
    more,
    dilation,
    flags: [a, b, c],
  } = move;
  const same = (...layers: readonly Layer[]): Built => ({ layers, shape });
  switch (move.choice) {
    case 0:
    case 1: {
      const out = a ? channels * (b ? 2 : 1) : move.channels;
      const groups = a ? channels : 1;
      if (move.choice === 1 && b)
        return {
          layers: [conv(out, { kernel, stride, dilation, padding: 'same', groups, bias: c })],
          shape: [out, Math.ceil(height / stride[0]), Math.ceil(width / stride[1])],
        };
      const sides = [padding[0], padding[1] + more[1], padding[0] + more[0], padding[1]] as const;
      const size = windowed(shape, { kernel, stride, sides, dilation });
      return (
        size && {
          layers: [conv(out, { kernel, stride, dilation, padding: sides, groups, bias: c })],
          shape: [out, ...size],
        }
      );
    }
    case 2:
      return same(batchNorm());
    case 3:
      return same(relu());
    case 4:
      return same(dropout(0.5), batchNorm(), relu());
    case 5:
      return same(
        normalize({
          mean: Array.from({ length: channels }, (_, index) => index / 4),
          std: Array.from({ length: channels }, (_, index) => 1 + index / 4),
        }),
      );
    case 6:
    case 7: {
      const [down, across] = [Math.min(padding[0], kernel[0] >> 1), Math.min(padding[1], kernel[1] >> 1)];
      const sides = [down, more[1] ? across : 0, down, across] as const;
      const size = windowed(shape, { kernel, stride, sides, ceilMode: b });
      const pool = { kernel, stride, padding: sides, ceilMode: b };
      return (
        size && {
          layers: [move.choice === 6 ? maxPool(pool) : averagePool({ ...pool, countIncludePad: a })],
          shape: [channels, ...size],
        }
      );
    }
    case 8:
      return {
        layers: [subsample(stride)],
        shape: [channels, Math.ceil(height / stride[0]), Math.ceil(width / stride[1])],
      };
    case 9:
      return {
        layers: [padChannels({ before: padding[0], after: padding[1] })],
        shape: [padding[0] + channels + padding[1], height, width],
      };
    case 10: {
      const fits = a && height > 2 && width > 2;
      const sides = [padding[0], more[1], more[0], padding[1]] as const;
      return {
        layers: [pad(sides, { mode: fits ? 'reflection' : 'zeros' })],
        shape: [channels, height + padding[0] + more[0], width + padding[1] + more[1]],
      };
    }
    case 11: {
      const parts = move.branches.map((branch) => chain(branch, shape));
      const [first] = parts;
      if (!first) return undefined;
      const [, ...size] = first.shape;
      const kept = parts.filter(({ shape: [, ...map] }) => String(map) === String(size));
      return {
        layers: [concatenate(kept.map(({ layers }) => sequential(layers)))],
        shape: [kept.reduce((sum, part) => sum + part.shape[0], 0), ...size],
      };
    }
    default:
      return residualOf(move, shape);
  }
}

/** A residual around the first branch; its shortcut is a projection or option A where the shape changes. */
function residualOf(
  { branches: [inner = []], stride, flags: [preactivated, activated, projected] }: Move,
  shape: Shape,
): Built | undefined {
  const body = chain(inner, shape);
  const [channels, height, width] = body.shape;
  const identity = String(body.shape) === String(shape);
  const strided = [Math.ceil(shape[1] / stride[0]), Math.ceil(shape[2] / stride[1])];
  if (!identity && String(strided) !== String([height, width])) return undefined;
  if (!identity && !projected && channels < shape[0]) return undefined;
  const shortcut = identity
    ? undefined
    : projected
      ? [conv(channels, { stride })]
      : [subsample(stride), padChannels({ after: channels - shape[0] })];
  return {
    layers: [
      residual({
        body: [...body.layers],
        shortcut,
        preactivation: preactivated ? { pre: batchNorm(), act: relu() } : undefined,
        activation: activated ? relu() : undefined,
      }),
    ],
    shape: body.shape,
  };
}
