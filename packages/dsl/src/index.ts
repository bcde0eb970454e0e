export type { Problem, ProblemCode } from './problem.ts';
export type { SourcePosition } from './source-position.ts';
export type * from './layer.ts';
export { isLayer, isNetwork } from './brand.ts';
export { conv, type ConvOptions, type WeightStandardizationOptions } from './layers/conv.ts';
export { batchNorm, type BatchNormOptions } from './layers/batch-norm.ts';
export {
  groupNorm,
  instanceNorm,
  layerNorm,
  type GroupNormOptions,
  type LayerNormOptions,
} from './layers/group-norm.ts';
export {
  evoNormS0,
  filterResponseNorm,
  type EvoNormS0Options,
  type FilterResponseNormOptions,
} from './layers/norms-with-activation.ts';
export { channelConv, type ChannelConvOptions } from './layers/channel-conv.ts';
export {
  averagePool,
  globalAveragePool,
  maxPool,
  type AveragePoolOptions,
  type PoolOptions,
} from './layers/pooling.ts';
export { pad, type PadOptions } from './layers/pad.ts';
export { dense, type DenseOptions } from './layers/dense.ts';
export * from './layers/activations.ts';
export { dropout, flatten, identity, normalize, stochasticDepth, type NormalizeOptions } from './layers/pointwise.ts';
export { blur, type BlurOptions } from './layers/blur.ts';
export { shared } from './layers/sharing.ts';
export { scale, type ScaleOptions } from './layers/scale.ts';
export { prelu, type PReluOptions } from './layers/prelu.ts';
export { padChannels, subsample, type PadChannelsOptions } from './layers/zero-pad-shortcut.ts';
export { sequential } from './layers/sequential.ts';
export { residual, type GateOptions, type ResidualOptions } from './layers/residual.ts';
export { concatenate } from './layers/concatenate.ts';
export { product } from './layers/product.ts';
export { select, type SelectOptions } from './layers/select.ts';
export { cascade, split } from './layers/split.ts';
export { squeezeExcitation, type SqueezeExcitationOptions } from './layers/squeeze-excitation.ts';
export { efficientChannelAttention } from './layers/efficient-channel-attention.ts';
export {
  selectiveKernels,
  type SelectiveKernelMakers,
  type SelectiveKernelsOptions,
} from './layers/selective-kernels.ts';
export { splitAttention, type SplitAttentionOptions } from './layers/split-attention.ts';
export type { LayerMakers } from './layers/layer-makers.ts';
export { sum } from './layers/sum.ts';
export type { Branches, PartsOptions } from './layers/branches.ts';
export { network, type NetworkOptions } from './network.ts';
export type { InputShape, Network } from './network-description.ts';
export { resnet } from './resnet/resnet.ts';
export type { Attention, Block, LayerSource, Placement, ResNetOptions, Shortcut, Variant } from './resnet/options.ts';
export type { BlockContext, BlockFunction, BlockParts, Parts } from './resnet/block-context.ts';
export { res2NetBlock, type Res2NetBlockOptions } from './resnet/res2net-block.ts';
export { selectiveKernelBlock, type SelectiveKernelBlockOptions } from './resnet/selective-kernel-block.ts';
export { splitAttentionBlock, type SplitAttentionBlockOptions } from './resnet/split-attention-block.ts';
export * from './architectures/index.ts';
export type { Architecture, Overrides } from './architectures/architecture.ts';
export * from './losses/index.ts';
export * from './optimizers/index.ts';
export type { Decay } from './optimizers/decay.ts';
export {
  training,
  type Loss,
  type MovingAverage,
  type Optimizer,
  type TrainedNetwork,
  type TrainingOptions,
} from './training.ts';
export { headOf, type Head } from './head/head-of.ts';
export { withClasses } from './head/with-classes.ts';
export { withOutputs } from './head/with-outputs.ts';
export { deepen, type Deepened } from './deepen/deepen.ts';
export type { StateDict } from './deepen/state-of-block.ts';
