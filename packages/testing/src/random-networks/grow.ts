import { sequential, type Layer } from '@resnet-compile/dsl';
import { growBranches } from './branches.ts';
import { chain, namedLayers } from './chain.ts';
import { isVector, type Grow, type Grown, type Growth, type Shape } from './grown.ts';
import * as leaves from './leaves.ts';
import { growResidual } from './residual.ts';
import { growSelect } from './select.ts';
import { growShared } from './grow-shared.ts';
import * as windows from './windows.ts';

/** Layers one after the other, as an array or a record. */
const growSequential: Grow = (growth, shape) => {
  const { layers, shape: left } = chain(growth, shape, growth.random.integer(0, 3));
  return {
    layer: sequential(growth.random.chance(0.5) ? layers : namedLayers(layers)),
    shape: left,
  };
};

/** How each kind of layer is made. A kind that is missing is a type error. */
const growers: { readonly [Kind in Layer['kind']]: Grow } = {
  activation: leaves.growActivation,
  averagePool: windows.growAveragePool,
  batchNorm: leaves.growBatchNorm,
  blur: windows.growBlur,
  branches: growBranches,
  channelConv: leaves.growChannelConv,
  conv: windows.growConv,
  dense: leaves.growDense,
  dropout: leaves.growDropout,
  evoNormS0: leaves.growEvoNormS0,
  filterResponseNorm: leaves.growFilterResponseNorm,
  flatten: leaves.growFlatten,
  globalAveragePool: leaves.growGlobalAveragePool,
  groupNorm: leaves.growGroupNorm,
  identity: leaves.growIdentity,
  maxPool: windows.growMaxPool,
  normalize: leaves.growNormalize,
  pad: windows.growPad,
  padChannels: leaves.growPadChannels,
  prelu: leaves.growPRelu,
  residual: growResidual,
  scale: leaves.growScale,
  select: growSelect,
  sequential: growSequential,
  shared: growShared,
  subsample: windows.growSubsample,
};

export const layerKinds = Object.keys(growers) as readonly Layer['kind'][];
const around: readonly Layer['kind'][] = ['branches', 'residual', 'select', 'sequential', 'shared'];
const leafKinds = layerKinds.filter((kind) => !around.includes(kind));
/** Networks are made of convolutions and residuals; all else is as likely as any other. */
const likely = {
  leaf: ['conv', 'conv', 'conv', 'conv'],
  around: ['residual', 'residual', 'branches', 'branches'],
} as const;
/** Pixel counts fall by these alone once and for all: elsewhere nothing would be left of maps. */
const rare: readonly Layer['kind'][] = ['globalAveragePool', 'flatten', 'dense', 'channelConv'];

/** One layer of any kind that takes the shape. */
export function grow(growth: Growth, shape: Shape): Grown {
  const { random, depth } = growth;
  for (;;) {
    const isAround = depth > 0 && random.chance(0.4);
    const kind = isAround ? random.pick([...around, ...likely.around]) : random.pick([...leafKinds, ...likely.leaf]);
    if (!isVector(shape) && rare.includes(kind) && random.chance(0.7)) continue;
    const grown = growers[kind](isAround ? { ...growth, depth: depth - 1 } : growth, shape);
    if (grown) return grown;
  }
}
