import {
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  residual,
  shared,
  training,
  type TrainingOptions,
} from '@resnet-compile/dsl';
import { nodesOf, rewriteGraph, type Graph } from '@resnet-compile/ir';
import { runTrainingGraph, runTrainingStep, toState, toValues, type OptimizerState } from '@resnet-compile/reference';
import {
  averagedBatch,
  finetunedNetwork,
  finetunings,
  holdsForNetworks,
  type FinetuningCase,
} from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/index.ts';
import { oneHot, trainingInputs } from './inputs.ts';
import { builtGraph, differentiated, trainingGraph } from './training-graph.ts';

const { input, classes, batch, steps, learningRate, initial, cases } = finetunings;

const shapesOf = (graph: Graph): ReadonlyMap<string, readonly number[]> =>
  new Map(
    nodesOf(graph, 'parameter').map(({ attributes, type }) => [attributes.name, type.shape as readonly number[]]),
  );

function trainedByReference(given: FinetuningCase) {
  const declared = finetunedNetwork(given);
  const { optimizer, clipNorm, accumulate, ema } = declared.training;
  const graph = trainingGraph(declared);
  const shapes = shapesOf(graph);
  let state = toState(
    Object.entries(initial).map(([name, values]) => [
      name,
      { shape: shapes.get(name)!, data: Float32Array.from(values) },
    ]),
  );
  let optimizerState: OptimizerState | undefined;
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { images, labels } = averagedBatch(step);
    const result = runTrainingStep(graph, {
      images: toValues({ shape: [batch, ...input], data: images }),
      targets: oneHot(labels, classes),
      state,
      learningRate,
      options: {
        optimizer,
        ...(clipNorm === undefined ? {} : { clipNorm }),
        ...(accumulate === undefined ? {} : { accumulate }),
        ...(ema ? { ema } : {}),
      },
      ...(optimizerState ? { optimizerState } : {}),
    });
    losses.push(result.loss);
    ({ state, optimizerState } = result);
  }
  return { losses, state, optimizerState };
}

describe('the reference trains what PyTorch trains, with modules in eval(), parameters without gradients and groups', () => {
  it.each(cases.map((each) => [JSON.stringify(each.options), each] as const))('%s', (_, each) => {
    const { losses, state, optimizerState } = trainedByReference(each);
    losses.forEach((loss, step) => expect(loss, `step ${step}`).toBeCloseTo(each.losses[step]!, 9));
    for (const [found, expected] of [
      [state, each.state],
      [optimizerState!.average, each.average ?? {}],
    ] as const)
      for (const [name, values] of Object.entries(expected))
        values.forEach((value, index) => expect(found.get(name)!.data[index], name).toBeCloseTo(value, 7));
  });
});

/** The same layers, all of which train. */
const thawed = (graph: Graph): Graph =>
  rewriteGraph(graph, (node) => {
    if (node.op !== 'parameter') return node;
    const { frozen: _, ...attributes } = node.attributes;
    return { ...node, attributes };
  });

describe('where parameters alone are frozen, the other gradients are those of the network that trains whole', () => {
  it('random networks', () => {
    let compared = 0;
    return holdsForNetworks(60, (declared) => {
      const built = builtGraph(declared);
      const frozen = nodesOf(built, 'parameter').filter(({ attributes }) => attributes.frozen);
      if (frozen.length === 0 || frozen.some(({ attributes }) => attributes.kind === 'buffer')) return;
      compared++;
      const [part, whole] = [differentiated(built), differentiated(thawed(built))];
      const inputs = trainingInputs(part, { batch: 3 });
      const run = { ...inputs, randomness: { seed: 1, step: 1 } };
      const [found, all] = [runTrainingGraph(part, run), runTrainingGraph(whole, run)];
      expect(found.loss).toBe(all.loss);
      expect(found.statistics).toEqual(all.statistics);
      const names = new Set(frozen.map(({ attributes }) => attributes.name));
      expect([...found.gradients.keys()]).toEqual([...all.gradients.keys()].filter((name) => !names.has(name)));
      for (const [name, values] of found.gradients) expect(values, name).toEqual(all.gradients.get(name));
    }).then(() => expect(compared).toBeGreaterThan(3));
  });
});

const small = (freeze: readonly string[]) =>
  training(
    network(
      { input: [3, 6, 6] },
      {
        conv1: conv(4, { kernel: 3 }),
        bn1: batchNorm(),
        relu1: relu(),
        block: residual({ body: { conv2: conv(4, { kernel: 3 }), bn2: batchNorm() }, activation: relu() }),
        pool: globalAveragePool(),
        fc: dense(5),
      },
    ),
    { freeze },
  );
const gradients = (freeze: readonly string[]): readonly string[] =>
  trainingGraph(small(freeze)).nodes.flatMap(({ op, origin }) =>
    op.endsWith('_gradient') ? [`${op} ${origin.path}`] : [],
  );

describe('back-propagation stops where nothing that is trained lies before', () => {
  it.each<readonly [readonly string[], readonly string[]]>([
    [
      ['conv1', 'bn1', 'block'],
      ['loss_gradient loss', 'dense_weight_gradient fc'],
    ],
    [
      ['conv1', 'bn1'],
      [
        'loss_gradient loss',
        'dense_input_gradient fc',
        'dense_weight_gradient fc',
        'global_average_pool_gradient pool',
        'batch_norm_input_gradient block.bn2',
        'conv2d_filter_gradient block.conv2',
      ],
    ],
    [
      ['block', 'fc'],
      [
        'loss_gradient loss',
        'dense_input_gradient fc',
        'global_average_pool_gradient pool',
        'conv2d_input_gradient block.conv2',
        'batch_norm_input_gradient bn1',
        'conv2d_filter_gradient conv1',
      ],
    ],
  ])('%j', (freeze, expected) => expect(gradients(freeze)).toEqual(expected));

  it('nothing is computed for the sake of a scale that is frozen, where its shift is not', () => {
    const { results, nodes } = trainingGraph(small(['conv1', 'bn1.weight', 'block', 'fc']));
    expect(results.map(({ name }) => name).filter((name) => name.startsWith('gradient'))).toEqual([
      'gradient bn1.bias',
    ]);
    expect(nodes.filter(({ op }) => op === 'channel_sum')).toHaveLength(1);
  });
});

describe('what names are told', () => {
  const problemsOf = (options: TrainingOptions) => {
    const declared = training(small([]), options);
    const { graph, problems } = build(declared, { name: 'net' });
    expect([graph === undefined, declared.problems]).toEqual([problems.length > 0, []]);
    return problems.map(({ code, message, hint, option, position }) => {
      expect([position?.line !== undefined, option]).toEqual([true, message.split(': ')[1]]);
      return `${code} ${message} → ${hint}`;
    });
  };
  const beginnings = 'conv1, bn1, block, fc';

  it.each<readonly [TrainingOptions, readonly string[]]>([
    [
      { freeze: ['convl', 'bn1', 'bloc.*', 'relu1'] },
      [
        `RC1102 training: freeze: nothing with parameters is named "convl" → did you mean "conv1"? There are ${beginnings}`,
        `RC1102 training: freeze: nothing with parameters is named "bloc.*" → did you mean "block"? There are ${beginnings}`,
        `RC1102 training: freeze: nothing with parameters is named "relu1" → there are ${beginnings}`,
      ],
    ],
    [
      { freeze: ['*'] },
      [
        "RC1103 training: freeze: nothing is left to train: all 8 parameters are frozen → leave out what is to be trained, such as the last layer's",
      ],
    ],
    [
      { freeze: ['bn1.running_mean'] },
      [
        'RC1103 training: freeze: bn1.running_mean is frozen and bn1.running_var is not → a batch norm evaluates by both, or by the batch: name both, or the layer',
      ],
    ],
    [
      { freeze: ['fc'], rates: { 'fc.*': 10, 'bn?.running_mean': 2 } },
      [
        'RC1103 training: rates: "fc.*" names fc.weight, which is frozen → name what is trained alone',
        `RC1102 training: rates: nothing with parameters is named "bn?.running_mean" → there are ${beginnings}`,
      ],
    ],
    [
      { rates: { fc: 10, '*.bias': 2 }, decays: { '*': 0, fc: 1 } },
      [
        'RC1103 training: rates: "fc" and "*.bias" both name fc.bias → a parameter is named by one pattern at the most, since an order of patterns would be easily overlooked',
        'RC1103 training: decays: "*" and "fc" both name fc.weight → a parameter is named by one pattern at the most, since an order of patterns would be easily overlooked',
      ],
    ],
    [{ freeze: [], rates: {}, decays: {} }, []],
    [{ freeze: ['conv1', 'conv*', 'block.bn2.bias'], rates: { fc: 1 }, decays: { 'f?': 0, 'bn1.w*': 1 } }, []],
  ])('%j', (options, expected) => expect(problemsOf(options)).toEqual(expected));

  it('any place of a shared layer', () => {
    const one = shared(conv(3, { kernel: 3 }));
    const declared = network({ input: [3, 4, 4] }, { a: one, b: one, pool: globalAveragePool(), fc: dense(2) });
    const frozen = (name: string): readonly string[] =>
      nodesOf(builtGraph(training(declared, { freeze: [name] })), 'parameter').flatMap(({ attributes }) =>
        attributes.frozen ? [attributes.name] : [],
      );
    expect([frozen('a'), frozen('b.*')]).toEqual([['a.weight'], ['a.weight']]);
  });
});
