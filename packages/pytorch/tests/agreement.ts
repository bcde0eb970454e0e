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

const [steps, learningRate] = [3, 0.05];

/** N×classes, each row a distribution. */
function targetsOf(
  step: number,
  batch: number,
  classes: number,
): { readonly shape: readonly number[]; readonly data: Float32Array } {
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

const batchOf = (network: Network, batch: number) => {
  const classes = Number(graphOf(network).output.type.shape[1]);
  return Array.from({ length: steps }, (_, step) => ({
    images: images(step, [batch, ...network.input]),
    targets: targetsOf(step, batch, classes),
  }));
};

/** What PyTorch is to do with a network: logits, and three steps. */
export function jobOf(name: string, network: Network, batch = 4): Job {
  const whole = trained(network);
  return {
    name,
    text: exported(whole),
    weights: tensorsOf(filledState(network)),
    given: batchOf(network, batch).flatMap((one, step) => [
      { name: `images${step}`, ...one.images },
      { name: `targets${step}`, ...one.targets },
    ]),
    // Optimisers of PyTorch refuse a network without parameters.
    ...(filledState(network).size ? { learningRate, steps, gradients: true } : {}),
  };
}

/**
 * Where PyTorch's numbers, in float64, are not those of the reference, relative to each tensor's largest value. Of steps that grow
 * without bounds, the first gradients alone are compared.
 */
export function disagreements(network: Network, result: JobResult, tolerance = 1e-7): readonly string[] {
  const batch = 4;
  const { training: declared, outputs = [] } = trained(network);
  const graph = graphOf(network);
  const initial = toState(filledState(network));
  const batches = batchOf(network, batch).map(({ images: given, targets }) => ({
    images: toValues(given),
    targets: toValues(targets),
  }));
  const [first] = batches;
  if (!first) throw new Error('no steps');
  const found = new Map<string, readonly number[]>();
  const expected = new Map<string, Values>();
  const expect = (what: string, values: Values, by: readonly number[] | undefined): void => {
    expected.set(what, values);
    found.set(what, by ?? []);
  };
  expect('logits', runGraph(graph, { ...first, state: initial }), result.values['logits']);
  for (const [name, values] of outputs.length ? runTaps(graph, { ...first, state: initial }) : [])
    expect(`output ${name}`, values, result.values[name]);
  if (!initial.size) return differing(found, expected, result, [], tolerance);
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
      for (const [name, values] of after.gradients) expect(`gradient ${name}`, values, result.gradients[name]);
    ({ state, optimizerState } = after);
    losses.push(after.loss);
  }
  expect('losses', { shape: [losses.length], data: Float64Array.from(losses) }, result.losses);
  for (const [name, values] of state) expect(`state ${name}`, values, result.state[name]);
  for (const [name, values] of ema ? (optimizerState?.average ?? []) : [])
    expect(`average ${name}`, values, result.average?.[name]);
  return differing(found, expected, result, [...initial.keys()], tolerance);
}

function differing(
  found: ReadonlyMap<string, readonly number[]>,
  expected: ReadonlyMap<string, Values>,
  { keys }: JobResult,
  names: readonly string[],
  tolerance: number,
): readonly string[] {
  const [own, theirs] = [[...names].sort().join(), [...keys].sort().join()];
  const largest = (data: Iterable<number>): number => [...data].reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const ofGradients = largest(
    [...expected].flatMap(([what, { data }]) => (what.startsWith('gradient') ? [...data] : [])),
  );
  const isUnbounded = ![...expected.values()].every(({ data }) => largest(data) < 1e30);
  const compared = [...expected].filter(([what]) => !isUnbounded || /^(logits|output|gradient)/.test(what));
  return [
    ...(own === theirs ? [] : [`names: ${theirs}, expected ${own}`]),
    ...compared.flatMap(([what, { data }]) => {
      const by = found.get(what) ?? [];
      const distance = data.reduce((most, value, at) => Math.max(most, distanceOf(value, by[at] ?? NaN)), 0);
      // An optimiser divides gradients that are zero but for rounding by their own size.
      const least = /^(state|average) /.test(what) ? 10 : 1e-3 * (what.startsWith('gradient') ? ofGradients : 1);
      const scale = largest(data) + least;
      return distance <= tolerance * scale && by.length === data.length
        ? []
        : [`${what} is ${distance} off, its largest value is ${largest(data)}, ${by.length} of ${data.length}`];
    }),
  ];
}

/** Infinity, and NaN, are themselves. */
const distanceOf = (a: number, b: number): number => (Object.is(a, b) ? 0 : Math.abs(a - b));
