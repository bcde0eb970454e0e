import { activation } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { channelConv } from './channel-conv.ts';
import { blur } from './blur.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import { groupNorm } from './group-norm.ts';
import { identity } from './identity.ts';
import type { LayerRule, SimpleKind, SimpleLayer } from './layer-rule.ts';
import { normalize } from './normalize.ts';
import { evoNormS0, filterResponseNorm } from './norms-with-activation.ts';
import { pad } from './pad.ts';
import { padChannels } from './pad-channels.ts';
import { averagePool, globalAveragePool, maxPool } from './pool.ts';
import { prelu } from './prelu.ts';
import { scale } from './scale.ts';
import { subsample } from './subsample.ts';

/** How layers become nodes. One without a rule is a type error here. */
const rules: { readonly [Kind in SimpleKind]: LayerRule<Kind> } = {
  activation,
  averagePool,
  batchNorm,
  blur,
  channelConv,
  conv,
  dense,
  dropout,
  evoNormS0,
  filterResponseNorm,
  flatten,
  globalAveragePool,
  groupNorm,
  identity,
  maxPool,
  normalize,
  pad,
  padChannels,
  prelu,
  scale,
  subsample,
};

export const ruleOf = <Kind extends SimpleKind>({ kind }: { readonly kind: Kind } & SimpleLayer): LayerRule<Kind> =>
  rules[kind];
