import * as dsl from '@resnet-compile/dsl';
import { sgd, training, type Architecture, type Network } from '@resnet-compile/dsl';
import {
  family,
  familyNetwork,
  familyTrainOracles,
  fillState,
  images,
  labels,
  type FamilyNetwork,
  type TensorSummary,
} from '@resnet-compile/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exported, filledState, tensorsOf } from './exported.ts';
import type { Job, JobResult } from './run-models.ts';

export const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';
const shared = process.env['RESNET_COMPILE_SHARED'];

/** One of each mechanism. */
const few = ['test_resnet', 'resnetblur18', 'seresnet18', 'skresnet18', 'resnest14d', 'resnetv2_18d'];

/** Those that are too large for a machine of 8 GB in float64 are left out. */
const largest = 90e6;
export const published = (
  thorough && shared
    ? (JSON.parse(readFileSync(join(shared, 'oracles', 'family.json'), 'utf8')) as readonly FamilyNetwork[])
    : family
).filter(({ name, logits, parameters }) => logits && parameters < largest && (thorough || few.includes(name)));

/** Without the trace of each call of the DSL, which a test's source maps make slow. */
function made(name: string, input: readonly [number, number, number]): Network {
  const architecture = (dsl as unknown as Readonly<Record<string, Architecture>>)[name];
  if (!architecture) throw new Error(`there is no network ${name}`);
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => '';
  try {
    return architecture({ input });
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

const fromImages = (input: readonly number[], batch: number, seed = 0): Job['given'] => [
  { name: 'images0', ...images(0, [batch, ...input], seed) },
];

/** How far logits lie from the oracle's: at worst, relative to the largest. */
function distanceOf({ logits = [], logitsL2 = [] }: FamilyNetwork, found: readonly number[]): number {
  const classes = found.length / logits.length;
  const largestOf = Math.max(...logits.flat().map(Math.abs));
  const distances = logits.flatMap((row, n) => {
    const of = found.slice(n * classes, (n + 1) * classes);
    return [
      ...row.map((logit, index) => Math.abs((of[index] ?? NaN) - logit) / largestOf),
      Math.abs(Math.hypot(...of) / (logitsL2[n] ?? NaN) - 1),
    ];
  });
  return Math.max(...distances);
}

export const publishedJob = ({ name, input = [3, 32, 32] }: FamilyNetwork): Job => {
  const network = made(name, input);
  return { name, text: exported(network), weights: tensorsOf(filledState(network)), given: fromImages(input, 2) };
};

/** Whether logits are timm's. Of two networks, timm takes deviations in float32. */
export const isTimms = (one: FamilyNetwork, { values }: JobResult): boolean =>
  distanceOf(one, values['logits'] ?? []) < (/evos|frn/.test(one.name) ? 1e-6 : 1e-8);

/** One of each operation that others have not. */
const fewTrained = ['se-bottleneck', 'eca', 'stride-16', 'v2-weight-standardization', 'v2-bit-stem'];
export const trained = familyTrainOracles.filter(({ case: { name } }) => thorough || fewTrained.includes(name));

/** The oracles' measure: the worst of the listed elements, the sum and the norm. */
function deviation({ l2, sum, head }: TensorSummary, values: readonly number[]): number {
  const root = Math.sqrt(values.length);
  const all = [
    Math.abs(Math.sqrt(values.reduce((a, b) => a + b * b, 0)) - l2) / (l2 + 1e-12),
    Math.abs(values.reduce((a, b) => a + b, 0) - sum) / (l2 * root + 1e-12),
    ...head.map((value, index) => Math.abs((values[index] ?? NaN) - value) / (l2 / root + 1e-12)),
  ];
  return all.some(Number.isNaN) ? Infinity : Math.max(...all);
}

export function trainedJob({ case: one, state }: (typeof trained)[number]): Job {
  const { batch = 2, classes, seed = 0, train } = one;
  const network = training(familyNetwork(one), { optimizer: sgd() });
  const steps = train?.steps ?? 0;
  return {
    name: one.name,
    text: exported(network),
    weights: tensorsOf(
      fillState(
        Object.entries(state).map(([name, shape]) => ({ name, shape })),
        one,
      ),
    ),
    given: Array.from({ length: steps }, (_, step) => [
      { name: `images${step}`, ...images(step, [batch, ...one.input], seed) },
      { name: `targets${step}`, shape: [batch], data: Float32Array.from(labels(step, batch, classes, seed)) },
    ]).flat(),
    steps,
    learningRate: train?.learningRate ?? 0,
    gradients: true,
  };
}

/** What lies further from the oracle than float64 may. */
export function outside({ case: one, state, train }: (typeof trained)[number], result: JobResult): readonly string[] {
  if (!train) return [];
  const initial = fillState(
    Object.entries(state).map(([name, shape]) => ({ name, shape })),
    one,
  );
  const changes = Object.entries(train.change).map(([name, summary]) => {
    const before = initial.get(name)?.data ?? [];
    return [
      name,
      deviation(
        summary,
        (result.state[name] ?? []).map((value, index) => value - (before[index] ?? NaN)),
      ),
    ] as const;
  });
  const gradients = Object.entries(train.gradients).map(
    ([name, summary]) => [name, deviation(summary, result.gradients[name] ?? [])] as const,
  );
  const losses = train.losses.map(
    (loss, step) => [`loss ${step}`, Math.abs((result.losses[step] ?? NaN) / loss - 1)] as const,
  );
  return [
    ...[...losses, ...gradients].filter(([, distance]) => !(distance < 1e-8)),
    ...changes.filter(([, distance]) => !(distance < 1e-6)),
  ].map(([name, distance]) => `${one.name}: ${name} is ${distance} off`);
}
