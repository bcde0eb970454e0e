import {
  adamW,
  binaryCrossEntropy,
  conv,
  crossEntropy,
  dense,
  flatten,
  globalAveragePool,
  network,
  rmsProp,
  sequential,
  sgd,
  training,
  type Layer,
  type Network,
  type Optimizer,
  type TrainingOptions,
} from '@resnet-compile/dsl';
import { layerPaths, partsOf } from '@resnet-compile/dsl/reduce';
import { chain } from './chain.ts';
import { grow } from './grow.ts';
import { isVector, mapOf, type Growth, type Shape } from './grown.ts';
import { Random } from './random.ts';

export interface NetworkSize {
  /** Layers one after the other, at the most, but for the head. */
  readonly longest?: number;
  /** How many of them lie around each other. */
  readonly depth?: number;
}

/**
 * The random network of a seed: layers of every kind over small maps of odd sizes, two deep around each other at most unless told otherwise, some
 * of them tapped, and a declaration of training. Everything fits by construction.
 */
export function randomNetwork(seed: number, { longest = 5, depth = 2 }: NetworkSize = {}): Network {
  const random = new Random(seed);
  const input = [random.pick([1, 2, 3, 5]), random.integer(1, 9), random.integer(1, 9)] as const;
  const growth: Growth = { random, depth, keepsSize: false, known: [], grow };
  const body = chain(growth, input, random.integer(1, longest));
  const layers = [...body.layers, ...headFor(growth, body.shape)];
  const outputs = tapsOf(random, sequential(layers));
  const made = network({ input, ...(outputs.length ? { outputs } : {}) }, layers);
  if (random.chance(0.5)) return made;
  const options = trainingOptions(random);
  const frozen = random.chance(0.5) ? frozenOf(random, sequential(layers)) : [];
  return training(made, { ...options, ...(frozen.length ? { freeze: frozen } : {}) });
}

/** Kinds of layers that have parameters, whatever their options are. */
const haveParameters: ReadonlySet<string> = new Set(['conv', 'batchNorm', 'dense']);

/** Some layers with parameters, and some of one without the others; the last trains, so that something does. */
function frozenOf(random: Random, layer: Layer): readonly string[] {
  const within = leavesOf(layer, '').filter(({ kind }) => haveParameters.has(kind));
  return within.slice(0, -1).flatMap(({ path, kind }) => {
    if (random.chance(0.5)) return [];
    const parts = kind === 'batchNorm' ? ['', '.running_*', '.weight'] : [''];
    return [`${path}${random.pick(parts)}`];
  });
}

/** The layers that have none within them, by their paths; not those that are shared, which have several. */
const leavesOf = (layer: Layer, path: string): readonly { readonly path: string; readonly kind: Layer['kind'] }[] => {
  if (layer.kind === 'shared') return [];
  const parts = partsOf(layer);
  if (parts.length === 0) return [{ path, kind: layer.kind }];
  return parts.flatMap(({ name, layer: inner }) =>
    leavesOf(inner, path && name ? `${path}.${name}` : path || (name ?? '')),
  );
};

/** To N×classes; the first weighs every pixel by itself, so that any wrong one shows. */
function headFor(growth: Growth, shape: Shape): readonly Layer[] {
  const { random } = growth;
  const vectors = (from: Shape): readonly Layer[] => chain({ ...growth, depth: 1 }, from, random.integer(0, 2)).layers;
  if (isVector(shape)) return [dense(3)];
  if (random.chance(0.4)) return [conv(5, { kernel: mapOf(shape), padding: 0 }), flatten()];
  return [
    globalAveragePool(),
    ...random.pick([() => [dense(3)], () => [flatten()], () => [flatten(), ...vectors([shape[0]]), dense(4)]])(),
  ];
}

/** Up to three paths that one layer has. */
function tapsOf(random: Random, layer: Layer): readonly string[] {
  const paths = layerPaths(layer);
  const single = paths.filter((path) => paths.indexOf(path) === paths.lastIndexOf(path));
  return [...new Set(Array.from({ length: random.integer(0, 3) }, () => random.pick(single)))];
}

const trainingOptions = (random: Random): TrainingOptions => ({
  loss: random.pick([
    crossEntropy(),
    crossEntropy({ labelSmoothing: 0.1 }),
    binaryCrossEntropy(),
    binaryCrossEntropy({ labelSmoothing: 0.2 }),
  ]),
  optimizer: random.pick<Optimizer>([
    sgd(),
    sgd({ momentum: 0, weightDecay: 0 }),
    sgd({ nesterov: true, decay: 'weights' }),
    adamW(),
    adamW({ betas: [0.8, 0.95], epsilon: 1e-3 }),
    rmsProp({ momentum: 0.9 }),
    rmsProp({ centered: true, epsilon: 1e-3 }),
  ]),
  ...(random.chance(0.3) ? { clipNorm: 0.5 } : {}),
  ...(random.chance(0.2) ? { accumulate: 2 } : {}),
  ...(random.chance(0.3)
    ? { ema: random.pick([0.9, { decay: 0.99, warmUp: true, statistics: 'averaged' as const }]) }
    : {}),
  ...(random.chance(0.3) ? { initialization: 'fan-in' as const } : {}),
  ...(random.chance(0.3) ? { zeroGamma: true } : {}),
});
