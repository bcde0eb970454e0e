import { UnevenError } from './parallel/make-step.ts';
import { RankError } from './parallel/ranks.ts';

/** A step, an evaluation or the data of a step failed; what was made before it is as it was. `cause` has the reason. */
export class TrainingError extends Error {
  /** `TrainingError`. */
  override readonly name = 'TrainingError';
}

/** Of a failure elsewhere, the rank says where. */
export const failure = (what: string, error: unknown): TrainingError =>
  new TrainingError(
    error instanceof RankError || error instanceof UnevenError ? error.message : `${what}: ${messageOf(error)}`,
    { cause: error },
  );

/** Of a promise that fails after a step. */
export const failed =
  (what: string, { step }: { readonly step: number }) =>
  (error: unknown): never => {
    throw failure(`${what} after step ${step} failed`, error);
  };

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Where a loss was on its way to infinity, an earlier checkpoint is the better one; where records cannot be written, one would not fit them. */
export const isWorthKeeping = (error: unknown): boolean => {
  const { name, cause } = Object(error) as Partial<Error>;
  return !['NonFiniteError', 'WritingError', 'UnevenError'].includes(name ?? '') && (!cause || isWorthKeeping(cause));
};
