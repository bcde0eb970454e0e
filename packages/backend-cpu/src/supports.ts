import {
  faultOfArithmetic,
  faultOfFilterGradients,
  steps,
  type CoreKind,
  type Kernel,
  type Support,
} from '@resnet-compile/ir';
import { faultOfLoss } from './fault-of-loss.ts';

/** Cores that are compiled; JavaScript has code for those that predict, and that differentiate logits. */
const ofInference = [
  'convolution',
  'matrix_product',
  'max_pool',
  'average_pool',
  'mean',
  'group_mean',
  'channel_convolution',
  'pad',
  'copy',
  'input_gradient',
  'max_pool_gradient',
  'average_pool_gradient',
  'spread',
  'upsample',
  'pad_gradient',
] as const;
const compiled = [
  ...ofInference,
  'filter_gradient',
  'channel_filter_gradient',
  'channel_statistics',
  'channel_sums',
] as const satisfies readonly CoreKind[];
/** Those that the runtime computes, between kernels or behind them. */
const ofRuntime = [
  'vector',
  'loss',
  'filter_sum',
  'standardize_filters_gradient',
] as const satisfies readonly CoreKind[];

export const wasmSupport: Support = {
  cores: [...compiled, ...ofRuntime],
  steps,
  dtypes: ['f32'],
  fault: (program) => faultOfArithmetic(program) ?? faultOfLoss(program) ?? faultOfFilterGradients(program),
};
export const javascriptSupport: Support = {
  cores: ofInference,
  steps: ['map', 'store'],
  dtypes: ['f32'],
  fault: faultOfArithmetic,
};

type KernelOf<Kind extends CoreKind> = Kernel & { readonly core: Extract<Kernel['core'], { readonly kind: Kind }> };
/** A kernel that has code of its own. */
export type CompiledKernel = KernelOf<(typeof compiled)[number]>;

export const isCompiled = (kernel: Kernel): kernel is CompiledKernel =>
  (compiled as readonly CoreKind[]).includes(kernel.core.kind);
