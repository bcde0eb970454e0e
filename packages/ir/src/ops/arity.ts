import type { OpName } from './attributes.ts';

/** How many inputs each operation takes. */
export const arity: { readonly [Op in OpName]: readonly [least: number, most: number] } = {
  input: [0, 0],
  parameter: [0, 0],
  constant: [0, 0],
  conv2d: [2, 3],
  dense: [2, 3],
  batch_norm: [5, 5],
  affine: [3, 3],
  relu: [1, 1],
  add: [2, 2],
  concatenate: [1, Infinity],
  max_pool: [1, 1],
  average_pool: [1, 1],
  global_average_pool: [1, 1],
  flatten: [1, 1],
  dropout: [1, 1],
  subsample: [1, 1],
  pad_channels: [1, 1],
  batch_norm_scale: [2, 2],
  batch_norm_shift: [3, 3],
  scale_filters: [2, 2],
  multiply_add: [3, 3],
};
