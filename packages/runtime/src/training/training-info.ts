import type { TrainingModule } from '../compiled-module.ts';
import type { TrainingDeclaration } from '@resnet-compile/plan';

/** What a step takes, and how it was declared: whoever trains can check data and checkpoints before the first step. */
export interface TrainingInfo {
  /** Channels, height, width of an image. */
  readonly input: readonly [channels: number, height: number, width: number];
  readonly classes: number;
  readonly declaration: TrainingDeclaration;
  /** Whether the running statistics of the moving average are to be estimated before it is used; null where none is declared. */
  readonly average: 'averaged' | 'estimated' | null;
  /** A batch of a step has a multiple of so many images, and at least so many. */
  readonly batch: { readonly multiple: number; readonly least: number };
}

/** A part of a batch has two values at least for each mean of a batch norm. */
export function trainingInfo({ model: { input, classes }, training }: TrainingModule): TrainingInfo {
  // Where no statistic moves, there is none to be estimated.
  const { declaration, smallestCount, momenta = {} } = training;
  const { accumulate } = declaration;
  return {
    input,
    classes,
    declaration,
    average: declaration.ema && (Object.keys(momenta).length ? declaration.ema.statistics : 'averaged'),
    batch: { multiple: accumulate, least: accumulate * Math.ceil(2 / smallestCount) },
  };
}
