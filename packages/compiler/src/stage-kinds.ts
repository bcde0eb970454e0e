import { isLossKind } from '@resnet-compile/ir';
import { boolean, callback, kind, oneOf, required, text, type Kinds } from '@resnet-compile/options';
import type { BuildOptions } from './1-build/build-graph.ts';
import type { LowerOptions, Observed, RecomputeOptions, ScheduleOptions, SimplifyOptions } from './stage-options.ts';

export const networkKind = kind(
  'a network',
  (value) => (value as { kind?: unknown } | null | undefined)?.kind === 'network',
);

/** What the stages take; who may be told more is told it by `compile`. */
export const buildKinds: Kinds<BuildOptions> = {
  name: required(text),
  positionFile: callback,
  initialization: oneOf(['fan-out', 'fan-in']),
  zeroGamma: boolean,
};

export const fuseKinds: Kinds<Observed> = { onPass: callback };

export const lowerKinds: Kinds<LowerOptions> = { ...fuseKinds, mode: oneOf(['inference', 'training']) };

export const simplifyKinds: Kinds<SimplifyOptions> = {
  ...lowerKinds,
  explain: kind('a list of the names of taps', (value) => Array.isArray(value)),
  gradients: kind('a list of values of the graph by name', (value) => Array.isArray(value)),
  loss: kind('a loss such as crossEntropy()', (value) =>
    isLossKind((value as { kind?: unknown } | null | undefined)?.kind),
  ),
};

export const recomputeKinds: Kinds<RecomputeOptions> = {
  ...fuseKinds,
  memoryBudget: kind('a number of bytes', (value) => typeof value === 'number' && !Number.isNaN(value)),
};

export const scheduleKinds: Kinds<ScheduleOptions> = {
  target: required(
    kind(
      'a target such as cpuTarget',
      (value) => typeof (value as { name?: unknown } | null | undefined)?.name === 'string',
    ),
  ),
  schedules: callback,
  ...fuseKinds,
};
