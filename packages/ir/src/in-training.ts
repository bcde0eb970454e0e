/** What a training step does with a tensor of the state dict otherwise than with most; inference does not look at it. */
export interface InTraining {
  /** A parameter has no gradient and stays as it is; a running statistic does too, and a batch norm evaluates by it. */
  readonly frozen?: true;
  /** Times the step's learning rate; 1 where nothing is said. */
  readonly rate?: number;
  /** λ in place of the optimiser's. */
  readonly decay?: number;
}

type Declared = InTraining & { readonly kind: 'parameter' | 'buffer' };

/** Whether a step updates it by a gradient. */
export const isTrained = ({ kind, frozen }: Declared): boolean => kind === 'parameter' && !frozen;

/** Whether it is a running statistic that steps move. */
export const isMoved = ({ kind, frozen }: Declared): boolean => kind === 'buffer' && !frozen;
