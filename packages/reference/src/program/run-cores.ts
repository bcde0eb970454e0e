import type { Core, Tile, TrainingCore } from '@resnet-compile/ir';
import { convolve } from '../cores/convolve.ts';
import { matrixProduct } from '../cores/matrix-product.ts';
import { averagePool, maxPool, mean } from '../cores/pool.ts';
import { winogradConvolution, winogradInput, winogradOutput, winogradProduct } from '../cores/winograd.ts';
import { viewed, type FeatureMap } from '../feature-map.ts';
import type { Values } from '../values.ts';

type CoreOf<Kind extends Core['kind']> = Extract<Core, { kind: Kind }>;

/** Computes a core's result. `prepared`: a prepared tensor by its id; `tile`: of which only the algorithm counts. */
export type RunCore<Kind extends Core['kind']> = (
  core: CoreOf<Kind>,
  input: FeatureMap,
  prepared: (id: string) => Values,
  tile?: Tile,
) => Values;

/** The meaning of every core of inference. One without a definition is a type error here. */
export const runCores: { readonly [Kind in Exclude<Core['kind'], TrainingCore['kind']>]: RunCore<Kind> } = {
  convolution: (core, input, prepared, tile) =>
    tile?.winograd
      ? winogradConvolution(input, prepared(core.weights), core, tile.winograd)
      : convolve(input, prepared(core.weights), core),
  matrix_product: (core, input, prepared) => matrixProduct(input, prepared(core.weights)),
  max_pool: (core, input) => maxPool(input, core),
  average_pool: (core, input) => averagePool(input, core),
  mean: (_, input) => mean(input),
  copy: ({ view }, input) => viewed(input, view),
  winograd_input: winogradInput,
  winograd_product: (core, input, prepared) => winogradProduct(core, input, prepared(core.weights)),
  winograd_output: winogradOutput,
};
