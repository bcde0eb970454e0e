import { faultOfArithmetic, faultOfFilterGradients, steps, type Support } from '@resnet-compile/ir';
import { faultOfFilters } from './fault-of-filters.ts';
import { faultOfPositions } from './fault-of-positions.ts';
import { faultOfTypes } from './fault-of-types.ts';
import type { MapKind } from './kernel-shape.ts';

const kinds: { readonly [Kind in MapKind]: true } = {
  convolution: true,
  input_gradient: true,
  matrix_product: true,
  max_pool: true,
  max_pool_gradient: true,
  average_pool: true,
  average_pool_gradient: true,
  mean: true,
  group_mean: true,
  channel_convolution: true,
  spread: true,
  copy: true,
  upsample: true,
  pad: true,
  pad_gradient: true,
  winograd_input: true,
  winograd_product: true,
  winograd_output: true,
};
const mapKinds = Object.keys(kinds) as readonly MapKind[];

/** Weights are prepared once per state, and every kernel computes a map. */
export const inferenceSupport: Support = {
  cores: mapKinds,
  steps,
  dtypes: ['f32', 'f16'],
  fault: (program) => faultOfTypes(program) ?? faultOfPositions(program) ?? faultOfArithmetic(program),
};

/** Weights stay on the device, as the optimiser keeps them: Winograd's would have to be transformed at each step. */
export const trainingSupport: Support = {
  cores: [
    ...mapKinds.filter((kind) => !kind.startsWith('winograd_')),
    'filter_gradient',
    'channel_filter_gradient',
    'filter_sum',
    'standardize_filters_gradient',
    'channel_statistics',
    'channel_sums',
    'vector',
    'loss',
  ],
  steps,
  dtypes: ['f32'],
  fault: (program) => faultOfFilters(program) ?? faultOfFilterGradients(program),
};
