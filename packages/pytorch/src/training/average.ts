import type { MovingAverage } from '@resnet-compile/dsl';
import { numberLiteral } from '../python/literals.ts';

/** A function that makes the moving average of a model. */
export function averageText({ decay, from, warmUp, statistics }: Required<MovingAverage>): string {
  const begins = from === 'initial parameters';
  // AveragedModel counts from the update that copies; where there is none, one is counted before the first.
  const [over, under] = begins ? [1, 10] : [2, 11];
  const kept = warmUp
    ? `min(${numberLiteral(decay)}, (${over} + updates) / (${under} + updates))`
    : numberLiteral(decay);
  return [
    'def make_average(model):',
    `    """A moving average: update_parameters(model) after each step; average.module is the network."""`,
    '',
    '    def averaged(average, present, updates):',
    `        decay = ${kept}`,
    '        return decay * average + (1 - decay) * present',
    '',
    '    average = torch.optim.swa_utils.AveragedModel(model, avg_fn=averaged, use_buffers=True)',
    ...(begins ? ['    average.n_averaged.fill_(1)  # It begins as the model is.'] : []),
    ...(statistics === 'estimated'
      ? ['    # Before it is used: torch.optim.swa_utils.update_bn(batches, average).']
      : []),
    '    return average',
  ].join('\n');
}
