import { batchNorm, conv, dense, globalAveragePool, network, relu, sgd } from '@resnet-compile/dsl';
import { runTrainingStep, toState, toValues, type OptimizerState } from '@resnet-compile/reference';
import { averagedBatch, averagedNetwork } from '@resnet-compile/testing';
import { expect, it } from 'vitest';
import { oneHot } from './inputs.ts';
import { trainingGraph } from './training-graph.ts';

const { input, classes, batch, steps, learningRate, initial, cases } = averagedNetwork;
const graph = trainingGraph(
  network(
    { input },
    {
      conv1: conv(4, { kernel: 3 }),
      bn1: batchNorm(),
      relu1: relu(),
      conv2: conv(4, { kernel: 3 }),
      bn2: batchNorm({ momentum: 0.3 }),
      relu2: relu(),
      pool: globalAveragePool(),
      fc: dense(classes),
    },
  ),
);
const shapes = new Map(
  graph.nodes.flatMap((node) =>
    node.op === 'parameter' ? [[node.attributes.name, node.type.shape as readonly number[]] as const] : [],
  ),
);
const begin = toState(
  Object.entries(initial).map(([name, values]) => [
    name,
    { shape: shapes.get(name)!, data: Float32Array.from(values) },
  ]),
);

it.each(cases)(
  'the reference averages as torch.optim.swa_utils.AveragedModel does: $ema',
  ({ ema, present, average }) => {
    let [state, optimizerState]: [typeof begin, OptimizerState | undefined] = [begin, undefined];
    for (let step = 0; step < steps; step++) {
      const { images, labels } = averagedBatch(step);
      ({ state, optimizerState } = runTrainingStep(graph, {
        images: toValues({ shape: [batch, ...input], data: images }),
        targets: oneHot(labels, classes),
        state,
        learningRate,
        options: { optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }), ema },
        ...(optimizerState ? { optimizerState } : {}),
      }));
    }
    for (const [found, expected] of [
      [state, present],
      [optimizerState!.average, average],
    ] as const) {
      for (const [name, values] of Object.entries(expected))
        values.forEach((value, index) => expect(found.get(name)!.data[index], name).toBeCloseTo(value, 7));
    }
  },
);
