import { simplify } from '@resnet-compile/compiler';
import { training, type Network, type TrainedNetwork } from '@resnet-compile/dsl';
import {
  runGraph,
  runTaps,
  runTrainingStep,
  toState,
  toValues,
  type OptimizerState,
  type Values,
} from '@resnet-compile/reference';
import { images, units } from '@resnet-compile/testing';
import { exported, filledState, graphOf, tensorsOf } from './exported.ts';
import type { Job, JobResult } from './run-models.ts';

const [steps, batch, learningRate] = [3, 4, 0.05];

/** N×classes, each row a distribution. */
function targetsOf(step: number, classes: number): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const data = units(`targets${step}`, 0, batch * classes).map((unit) => unit + 1);
  const sums = Array.from({ length: batch }, (_, n) =>
    data.subarray(n * classes, (n + 1) * classes).reduce((a, b) => a + b, 0),
  );
  return {
    shape: [batch, classes],
    data: data.map((value, index) => value / (sums[Math.floor(index / classes)] ?? 1)),
  };
}

const trained = (network: Network): TrainedNetwork =>
  'training' in network ? (network as TrainedNetwork) : training(network);

const batchesOf = (network: Network) => {
  const classes = Number(graphOf(network).output.type.shape[1]);
  return Array.from({ length: steps }, (_, step) => ({
    images: images(step, [batch, ...network.input]),
    targets: targetsOf(step, classes),
  }));
};

/** What PyTorch is to do with a network: logits, and three steps. */
export function jobOf(name: string, network: Network): Job {
  const whole = trained(network);
  return {
    name,
    text: exported(whole),
    weights: tensorsOf(filledState(network)),
    given: batchesOf(network).flatMap((one, step) => [
      { name: `images${step}`, ...one.images },
      { name: `targets${step}`, ...one.targets },
    ]),
    // Optimisers of PyTorch refuse a network without parameters.
    ...(filledState(network).size ? { learningRate, steps, gradients: true } : {}),
  };
}

/**
 * Where PyTorch's numbers, in float64, are not those of the reference, relative to each tensor's largest value. Of steps that grow
 * without bounds, the first gradients alone are compared. What is ill-conditioned may be as far off as some of float64's roundings
 * of the images move it.
 */
export function disagreements(network: Network, result: JobResult, tolerance = 1e-7): readonly string[] {
  const expected = referenceOf(network);
  const [own, theirs] = [[...filledState(network).keys()], [...result.keys]].map((names) => names.sort().join());
  const ofGradients = largest(
    [...expected].flatMap(([what, { data }]) => (what.startsWith('gradient') ? [...data] : [])),
  );
  const isUnbounded = ![...expected.values()].every(({ data }) => largest(data) < 1e30);
  let moved: ReadonlyMap<string, Values> | undefined;
  const isNear = (what: string, data: Float64Array, by: readonly number[]): boolean => {
    // An optimiser divides gradients that are zero but for rounding by their own size.
    const least = /^(state|average) /.test(what) ? 10 : 1e-3 * (what.startsWith('gradient') ? ofGradients : 1);
    const allowed = tolerance * (largest(data) + least);
    if (distance(data, by) <= allowed) return true;
    moved ??= referenceOf(network, roundings);
    return distance(data, by) <= allowed + distance(data, moved.get(what)?.data ?? []);
  };
  return [
    ...(own === theirs ? [] : [`names: ${theirs}, expected ${own}`]),
    ...[...expected]
      .filter(([what]) => !isUnbounded || /^(logits|output|gradient)/.test(what))
      .flatMap(([what, { data }]) => {
        const by = foundIn(result, what);
        return by.length === data.length && isNear(what, data, by)
          ? []
          : [
              `${what} is ${distance(data, by)} off, its largest value is ${largest(data)}, ${by.length} of ${data.length}`,
            ];
      }),
  ];
}

/** A pixel moves by at most so much of itself. */
const roundings = 16 * Number.EPSILON;

/** What the reference computes, by what it is: logits, outputs, the first step's gradients, losses, state and average. */
function referenceOf(network: Network, movedBy = 0): ReadonlyMap<string, Values> {
  const { training: declared, outputs = [] } = trained(network);
  const graph = graphOf(network);
  const initial = toState(filledState(network));
  const batches = batchesOf(network).map(({ images: given, targets }, step) => ({
    images: disturbed(toValues(given), step, movedBy),
    targets: toValues(targets),
  }));
  const [first] = batches;
  if (!first) throw new Error('no steps');
  const expected = new Map([['logits', runGraph(graph, { ...first, state: initial })]]);
  for (const [name, values] of outputs.length ? runTaps(graph, { ...first, state: initial }) : [])
    expected.set(`output ${name}`, values);
  if (!initial.size) return expected;
  const step = simplify(graph, { mode: 'training', loss: declared.loss });
  const { optimizer, clipNorm, accumulate, ema } = declared;
  const options = {
    optimizer,
    ...(clipNorm === undefined ? {} : { clipNorm }),
    ...(accumulate === undefined ? {} : { accumulate }),
    ...(ema ? { ema } : {}),
  };
  let state = initial;
  let optimizerState: OptimizerState | undefined;
  const losses: number[] = [];
  for (const [index, one] of batches.entries()) {
    const after = runTrainingStep(step, {
      ...one,
      state,
      learningRate,
      options,
      ...(optimizerState ? { optimizerState } : {}),
    });
    if (index === 0 && (accumulate ?? 1) === 1)
      for (const [name, values] of after.gradients) expected.set(`gradient ${name}`, values);
    ({ state, optimizerState } = after);
    losses.push(after.loss);
  }
  expected.set('losses', { shape: [losses.length], data: Float64Array.from(losses) });
  for (const [name, values] of state) expected.set(`state ${name}`, values);
  for (const [name, values] of ema ? (optimizerState?.average ?? []) : []) expected.set(`average ${name}`, values);
  return expected;
}

function disturbed(values: Values, step: number, by: number): Values {
  const directions = units(`disturbance${step}`, 0, values.data.length);
  return { ...values, data: values.data.map((value, index) => value * (1 + by * directions[index]!)) };
}

/** What PyTorch gave of it. */
function foundIn({ values, gradients, losses, state, average }: JobResult, what: string): readonly number[] {
  const [kind, name = what] = what.split(/ (.*)/s);
  const lists: Readonly<Record<string, JobResult['values'] | undefined>> = {
    output: values,
    logits: values,
    gradient: gradients,
    losses: { losses },
    state,
    average,
  };
  return lists[kind!]?.[name] ?? [];
}

const largest = (data: Iterable<number>): number => [...data].reduce((most, one) => Math.max(most, Math.abs(one)), 0);

/** The largest distance of two values; infinity, and NaN, are themselves. */
const distance = (data: Float64Array, by: ArrayLike<number>): number =>
  data.reduce((most, value, at) => {
    const other = by[at] ?? NaN;
    return Math.max(most, Object.is(value, other) ? 0 : Math.abs(value - other));
  }, 0);
