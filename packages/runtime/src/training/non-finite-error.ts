/** The loss, a gradient or a running statistic is NaN or infinite. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';

  /** @param step counted from 1 @param layer where it began, if that is known */
  constructor(model: string, step: number, what: string, layer: string | undefined) {
    super(
      `${model}: step ${step}: ${what}${layer === undefined ? '' : `; it began in ${layer}`}; the step changed nothing. Check the images and labels of this batch, or lower the learning rate.`,
    );
  }
}
