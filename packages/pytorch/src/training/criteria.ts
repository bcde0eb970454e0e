import type { Loss } from '@resnet-compile/dsl';
import { numberLiteral } from '../python/literals.ts';

type LossOf<Kind extends Loss['kind']> = Extract<Loss, { readonly kind: Kind }>;

/** What makes each kind of loss. One that is missing is a type error here. */
const criteria: { readonly [Kind in Loss['kind']]: (loss: LossOf<Kind>) => string } = {
  crossEntropy: ({ labelSmoothing }) => `def make_criterion():
    """The mean over the batch; targets are classes or rows of probabilities."""
    return nn.CrossEntropyLoss(${labelSmoothing === 0 ? '' : `label_smoothing=${numberLiteral(labelSmoothing)}`})`,
  binaryCrossEntropy: ({ labelSmoothing }) => `def make_criterion():
    """A yes or no for each class, on average; targets are classes or rows of 0 to 1."""

    def criterion(logits, targets):
        classes = logits.shape[1]
        if targets.ndim == 1:
            targets = F.one_hot(targets, classes)
        targets = targets.to(logits.dtype)${
          labelSmoothing === 0
            ? ''
            : `
        targets = (1 - ${numberLiteral(labelSmoothing)}) * targets + ${numberLiteral(labelSmoothing)} / classes`
        }
        return F.binary_cross_entropy_with_logits(logits, targets)

    return criterion`,
};

/** A function that makes the loss. */
export const criterionText = (loss: Loss): string => (criteria[loss.kind] as (loss: Loss) => string)(loss);
