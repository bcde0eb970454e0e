import {
  adamW,
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  sgd,
  type Optimizer,
} from '@resnet-compile/dsl';
import {
  runTrainingStep,
  type TrainingStepOptions,
  type TrainingStepResult,
  type Values,
} from '@resnet-compile/reference';
import { describe, expect, it } from 'vitest';
import { trainingInputs } from './inputs.ts';
import { differentiated, builtGraph, trainingGraph } from './training-graph.ts';

const net = network(
  { input: [3, 5, 7] },
  {
    conv1: conv(4, { kernel: 3, bias: true }),
    bn1: batchNorm(),
    relu: relu(),
    pool: globalAveragePool(),
    fc: dense(5),
  },
);
const graph = trainingGraph(net);
const inputs = trainingInputs(graph, { batch: 4 });
const plain = sgd({ momentum: 0, weightDecay: 0 });
const step = (options: Partial<TrainingStepOptions> = {}, learningRate = 0.1): TrainingStepResult =>
  runTrainingStep(graph, { ...inputs, learningRate, options: { optimizer: plain, ...options } });
const data = (values: ReadonlyMap<string, Values>, name: string): readonly number[] => [...values.get(name)!.data];

/** What the oracles do not hold. */
describe('a training step', () => {
  it('leaves what it is given as it was', () => {
    const before = JSON.stringify(Array.from(inputs.state, ([name, { data }]) => [name, [...data]]));
    const first = step({ optimizer: adamW(), ema: { decay: 0.9, from: 'first update' }, clipNorm: 1, accumulate: 2 });
    expect(JSON.stringify(Array.from(inputs.state, ([name, { data }]) => [name, [...data]]))).toBe(before);
    expect([...first.state.keys()]).toEqual([...inputs.state.keys()]);
    expect(first.optimizerState.steps).toBe(1);
  });

  it('gives the gradients as they are before they are clipped, and takes them after', () => {
    const free = step();
    const norm = Math.sqrt(
      [...free.gradients.values()].flatMap(({ data }) => [...data]).reduce((sum, value) => sum + value * value, 0),
    );
    const clipped = step({ clipNorm: norm / 2 });
    expect(data(clipped.gradients, 'fc.weight')).toEqual(data(free.gradients, 'fc.weight'));
    const moved = (result: TrainingStepResult): readonly number[] =>
      data(result.state, 'fc.weight').map((value, index) => value - inputs.state.get('fc.weight')!.data[index]!);
    moved(clipped).forEach((value, index) =>
      expect(value).toBeCloseTo((moved(free)[index]! * (norm / 2)) / (norm + 1e-6), 12),
    );
    expect(data(step({ clipNorm: 2 * norm }).state, 'fc.weight')).toEqual(data(free.state, 'fc.weight'));
  });

  it.each<readonly [string, (decay: 'all' | 'weights') => Optimizer]>([
    ['sgd', (decay) => sgd({ weightDecay: 0.5, decay })],
    ['adamW', (decay) => adamW({ weightDecay: 0.5, decay })],
  ])('%s: decays weights alone, or everything', (_, optimizer) => {
    const [all, weights] = [step({ optimizer: optimizer('all') }), step({ optimizer: optimizer('weights') })];
    const same = [...all.state.keys()].filter(
      (name) => String(data(all.state, name)) === String(data(weights.state, name)),
    );
    expect(same).toEqual(['conv1.weight', 'bn1.running_mean', 'bn1.running_var', 'fc.weight']);
  });

  it('in parts: each moves the running statistics, all of them count', () => {
    const halves = [0, 1].map((half) => {
      const cut = ({ shape: [, ...shape], data }: Values): Values => ({
        shape: [2, ...shape],
        data: data.slice((half * data.length) / 2, ((half + 1) * data.length) / 2),
      });
      return { images: cut(inputs.images), targets: cut(inputs.targets) };
    });
    const still = { learningRate: 0, options: { optimizer: plain } };
    const first = runTrainingStep(graph, { ...halves[0]!, state: inputs.state, ...still });
    const second = runTrainingStep(graph, { ...halves[1]!, state: first.state, ...still });
    const both = step({ accumulate: 2 }, 0);
    expect(both.loss).toBeCloseTo((first.loss + second.loss) / 2, 12);
    expect(both.correct).toBe(first.correct + second.correct);
    expect(data(both.state, 'bn1.running_var')).toEqual(data(second.state, 'bn1.running_var'));
    data(both.gradients, 'conv1.weight').forEach((value, index) =>
      expect(value).toBeCloseTo(
        (first.gradients.get('conv1.weight')!.data[index]! + second.gradients.get('conv1.weight')!.data[index]!) / 2,
        12,
      ),
    );
    expect(() => step({ accumulate: 3 })).toThrow('a batch of 4 cannot be divided into 3 equal parts');
  });

  it('leaves what it does not read, and does not let it decay', () => {
    const unread: Values = { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) };
    const state = new Map(inputs.state).set('unread', unread);
    expect(
      runTrainingStep(graph, {
        ...inputs,
        state,
        learningRate: 1,
        options: { optimizer: sgd({ weightDecay: 0.5 }) },
      }).state.get('unread'),
    ).toBe(unread);
  });

  it('with the average, starts it at the first parameters', () => {
    const {
      state,
      optimizerState: { average },
    } = step({ ema: { decay: 0.75, from: 'initial parameters' } });
    expect([...average.keys()]).toEqual([
      'conv1.weight',
      'conv1.bias',
      'bn1.weight',
      'bn1.bias',
      'bn1.running_mean',
      'bn1.running_var',
      'fc.weight',
      'fc.bias',
    ]);
    data(average, 'fc.bias').forEach((value, index) =>
      expect(value).toBeCloseTo(
        0.75 * inputs.state.get('fc.bias')!.data[index]! + 0.25 * state.get('fc.bias')!.data[index]!,
        14,
      ),
    );
  });

  it('needs a graph that is differentiated', () => {
    expect(() =>
      runTrainingStep(builtGraph(net), { ...inputs, learningRate: 1, options: { optimizer: plain } }),
    ).toThrow('has no result loss: it is not differentiated');
    expect(() =>
      runTrainingStep(differentiated(builtGraph(net)), {
        ...inputs,
        images: inputs.targets,
        learningRate: 1,
        options: { optimizer: plain },
      }),
    ).toThrow('the images are 4×5');
  });
});
