import { batchNorm, conv, dense, globalAveragePool, network, relu, residual, training } from '@resnet-compile/dsl';
import { describe, expect, it } from 'vitest';
import { buildPlan } from '../src/index.ts';
import { expectTrainingReference, trainingProgram } from './expect-training-reference.ts';

const conv3 = (channels: number, options = {}) => conv(channels, { kernel: 3, ...options });
/** Of 3×3 convolutions with as many channels as Winograd's algorithm is worth. */
const declared = (freeze: readonly string[], side = 12) =>
  training(
    network(
      { input: [3, side, side] },
      {
        conv1: conv3(32),
        bn1: batchNorm(),
        relu1: relu(),
        block: residual({ body: { conv2: conv3(32), bn2: batchNorm() }, activation: relu() }),
        conv3: conv3(32),
        bn3: batchNorm(),
        relu3: relu(),
        pool: globalAveragePool(),
        fc: dense(5),
      },
    ),
    { freeze },
  );
const body = ['conv1', 'bn1', 'block'];

describe('gradients and statistics of a step of which parts are frozen are those of the reference', () => {
  it.each([
    ['the beginning', body],
    ['all but the last layer', [...body, 'conv3', 'bn3']],
    ['the middle', ['block', 'bn3']],
    ['statistics', ['*.running_*']],
    ['factors of batch norms', ['bn1.weight', 'block.bn2.bias']],
    ['the last layer', ['fc']],
  ])('%s', (_, freeze) => expectTrainingReference(declared(freeze, 8), { batches: [3] }));
  it('the beginning, by Winograd’s algorithm', () =>
    expectTrainingReference(declared([...body, 'conv3', 'bn3']), { batches: [1, 2] }));
});

const winogradIn = (freeze: readonly string[]): readonly string[] =>
  trainingProgram(declared(freeze)).kernels.flatMap(({ core, tile, origin }) =>
    core.kind === 'convolution' && tile?.winograd ? [origin.path ?? ''] : [],
  );

describe('what comes before all that is trained', () => {
  it('is computed as inference computes it', () => {
    expect(winogradIn([])).toEqual([]);
    expect(winogradIn(body)).toEqual(['block.conv2']);
    expect(winogradIn([...body, 'conv3', 'bn3'])).toEqual(['block.conv2', 'conv3']);
    // A gradient comes by.
    expect(winogradIn(['block', 'conv3', 'bn3', 'fc'])).toEqual([]);
  });

  it('is packed once: what changes comes first', () => {
    const sources = (freeze: readonly string[]) => {
      const { packings, changing } = buildPlan(trainingProgram(declared(freeze))).plan;
      return packings.slice(0, changing).flatMap((each) => (each.kind === 'mask' ? [] : [each.source]));
    };
    expect(new Set(sources([...body, 'conv3', 'bn3']))).toEqual(new Set(['fc.weight', 'fc.bias']));
    expect(sources([])).toContain('conv1.weight');
  });
});
