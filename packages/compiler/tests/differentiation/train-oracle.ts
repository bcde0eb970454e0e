import { adamW, sgd } from '@resnet-compile/dsl';
import {
  runTrainingStep,
  toState,
  toValues,
  type OptimizerState,
  type TrainingStepOptions,
  type Values,
} from '@resnet-compile/reference';
import {
  fillState,
  images,
  labels,
  type FamilyNetworkCase,
  type OracleCase,
  type OracleNetwork,
  type OracleTraining,
  type TrainingOptions,
} from '@resnet-compile/testing';
import { networkOf } from '../known-networks.ts';
import { oneHot, softTargets } from './inputs.ts';
import { changes, worstDeviation } from './oracle-deviation.ts';
import { trainingGraph } from './training-graph.ts';

export interface Deviations {
  readonly losses: number;
  readonly gradients: number;
  /** Absent where not all steps are taken. */
  readonly change?: number;
  readonly ema?: number;
}

/** Takes an oracle's first `steps` steps in float64, and says how far they are from PyTorch's. */
export function trainOracle(
  { case: net, state: shapes, train }: OracleCase<OracleNetwork | FamilyNetworkCase>,
  steps = net.train!.steps,
): Deviations {
  const expected: OracleTraining = train!;
  const options = optionsOf(net.train!);
  const graph = trainingGraph(networkOf(net), net.train!.labelSmoothing);
  const initial = toState(
    fillState(
      Object.entries(shapes).map(([name, shape]) => ({ name, shape })),
      net,
    ),
  );
  let state = initial;
  let optimizerState: OptimizerState | undefined;
  let losses = 0;
  let gradients = Infinity;
  for (let step = 0; step < steps; step++) {
    const batch = {
      images: toValues(images(step, [net.batch ?? 2, ...net.input], net.seed)),
      targets: targetsOf(net, step),
    };
    const result = runTrainingStep(graph, {
      ...batch,
      state,
      learningRate: net.train!.learningRate,
      options,
      ...(optimizerState ? { optimizerState } : {}),
    });
    ({ state, optimizerState } = result);
    const loss = Math.abs(result.loss / expected.losses[step]! - 1);
    losses = loss <= losses ? losses : loss;
    if (step === 0) gradients = worstDeviation(expected.gradients, result.gradients);
  }
  if (steps < net.train!.steps) return { losses, gradients };
  return {
    losses,
    gradients,
    change: worstDeviation(expected.change, changes(state, initial)),
    ...(expected.ema
      ? {
          ema: worstDeviation(
            expected.ema,
            changes(
              new Map(Object.keys(expected.ema).map((name) => [name, optimizerState!.average.get(name)!])),
              initial,
            ),
          ),
        }
      : {}),
  };
}

function optionsOf({
  optimizer = 'sgd',
  momentum,
  nesterov,
  weightDecay = 1e-4,
  decay,
  clipNorm,
  accumulate,
  ema,
}: TrainingOptions): TrainingStepOptions {
  // Options that are undefined are as if they were not there.
  const declared = { momentum, nesterov, weightDecay, decay } as never;
  return {
    optimizer: optimizer === 'sgd' ? sgd(declared) : adamW({ weightDecay, decay } as never),
    ...(clipNorm === undefined ? {} : { clipNorm }),
    ...(accumulate === undefined ? {} : { accumulate }),
    ...(ema === undefined ? {} : { ema: { decay: ema, from: 'initial parameters' as const } }),
  };
}

/** N×classes: one-hot, or soft. */
const targetsOf = ({ batch = 2, classes, seed = 0, train }: OracleNetwork | FamilyNetworkCase, step: number): Values =>
  train!.softTargets ? softTargets(step, batch, classes, seed) : oneHot(labels(step, batch, classes, seed), classes);
