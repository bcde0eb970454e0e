import type { TrainedNetwork } from '@resnet-compile/dsl';
import { averageText } from './average.ts';
import { criterionText } from './criteria.ts';
import { groupsOf, type TrainedTensor } from './groups.ts';
import { optimizerText } from './optimizers.ts';

type Training = TrainedNetwork['training'];

/** The functions by which a network goes on being trained as it is declared. */
export function trainingTexts(
  training: Training,
  tensors: readonly TrainedTensor[],
  hasOutputs: boolean,
): readonly string[] {
  const groups = groupsOf(tensors, training.optimizer);
  return [
    criterionText(training.loss),
    ...groups.texts,
    ...optimizerText(training.optimizer, groups),
    ...(training.ema ? [averageText(training.ema)] : []),
    stepText(training, hasOutputs, groups.freezes),
  ];
}

/** One step: parts of the batch, their gradients added, clipped, and the update. */
function stepText({ accumulate = 1, clipNorm, ema }: Training, hasOutputs: boolean, freezes: boolean): string {
  const average = ema ? ', average' : '';
  const logits = (images: string): string => `model(${images})${hasOutputs ? '["logits"]' : ''}`;
  const parts =
    accumulate === 1
      ? [`loss = criterion(${logits('images')}, targets)`, 'loss.backward()']
      : [
          `loss = 0.0`,
          `for part, wanted in zip(images.chunk(${accumulate}), targets.chunk(${accumulate})):`,
          `    of_part = criterion(${logits('part')}, wanted) / ${accumulate}`,
          '    of_part.backward()',
          '    loss = loss + of_part.detach()',
        ];
  return [
    `def train_step(model, criterion, optimizer${average}, images, targets):`,
    `    """One step: images N x C x H x W, targets classes or N x classes. Returns the loss."""`,
    '    model.train()',
    ...(freezes ? ['    freeze(model)'] : []),
    '    optimizer.zero_grad()',
    ...parts.map((line) => `    ${line}`),
    ...(clipNorm === undefined ? [] : [`    nn.utils.clip_grad_norm_(model.parameters(), ${clipNorm})`]),
    '    optimizer.step()',
    ...(ema ? ['    average.update_parameters(model)'] : []),
    '    return loss.item()',
  ].join('\n');
}
