/** Runs without files, signals or a terminal, the same in every host. */
export { train } from './train.ts';
export type { TrainOptions } from './train-options.ts';
