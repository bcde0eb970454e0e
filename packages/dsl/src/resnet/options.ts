import type { Layer, Layers } from '../layer.ts';
import type { WeightStandardizationOptions } from '../layers/conv.ts';
import type { NormalizeOptions } from '../layers/pointwise.ts';
import type { InputShape } from '../network-description.ts';
import type { BlockFunction } from './block-context.ts';

/** `'v1.5'` strides in a bottleneck's 3×3 convolution, `'v1'` in its first 1×1; `'v2'` is pre-activation, with the names of timm's `resnetv2`. */
export type Variant = 'v1.5' | 'v1' | 'v2';

/**
 * `'B'`: a 1×1 projection where the shape changes; `'A'`: every second pixel, zero channels appended; `'A-split'`: half
 * of the zero channels before, half after; `'C'`: a projection everywhere; `'D'`: an average pool where it strides, then
 * the projection with stride 1 (He et al. 2018); `'conv'`: a 1×1 convolution everywhere and nothing behind it, `'dropout'`:
 * A with half of it dropped in training (He et al. 2016, table 1); `'none'`: the plain network.
 */
export type Shortcut = 'B' | 'A' | 'A-split' | 'C' | 'D' | 'conv' | 'dropout' | 'none';

/** Where norms and activations stand: the five of He et al. 2016, figure 4. `'full'` is `variant: 'v2'`. */
export type Placement = 'original' | 'bn-after-add' | 'relu-before-add' | 'relu-only' | 'full';

/** Behind a block's last norm: squeeze-and-excitation, efficient channel attention, or what a function makes for so many channels. */
export type Attention = 'se' | 'eca' | ((channels: number) => Layer);

/** A layer, of which each place has its own, or a function that makes one. */
export type LayerSource = Layer | (() => Layer);

/** The family of residual networks. Only `stages` is required. */
export interface ResNetOptions {
  /** Blocks per stage, e.g. `[3, 4, 6, 3]`; any length, any depth. */
  readonly stages: readonly number[];
  /** `'basic'`: two 3×3 convolutions; `'bottleneck'`: 1×1, 3×3, 1×1 to four times the channels; or a function that builds one; or one of these for each stage. `'basic'`. */
  readonly block?: Block | readonly Block[];
  /** Where blocks stride, and whether they activate before or after; `'v1.5'`. */
  readonly variant?: Variant;
  /** Where norms and activations stand in built-in blocks; `'original'`, and `'full'` in v2. */
  readonly placement?: Placement;
  /** Whether a pre-activated network's first block activates both of its sides, as in the paper (He et al. 2016, §3.1); false. */
  readonly bothPreactivate?: boolean;
  /** How a block's input reaches its sum where the shape changes; `'B'`. */
  readonly shortcut?: Shortcut;
  /** Size of a projection's filters where it strides, 1 or 3; 1. */
  readonly shortcutKernel?: 1 | 3;
  /** λ of y = F(x) + λ·x (He et al. 2016, §3); 1. */
  readonly shortcutScale?: number;
  /** μ of y = μ·F(x) + x; 1. */
  readonly residualScale?: number;
  /** y = g·F(x) + (1 − g)·x, or F(x) + (1 − g)·x, with g the sigmoid of a 1×1 convolution of x (He et al. 2016, §3); none. */
  readonly gate?: 'exclusive' | 'shortcut-only';
  /** What the gates' biases begin as, from 0 to −10 in the paper; 0. */
  readonly gateBias?: number;
  /**
   * `'imagenet'`: 7×7 with stride 2; `'cifar'`: 3×3; `'deep'`: three 3×3, the first with stride 2, to w/2, w/2 and w
   * channels (He et al. 2018, C); `'tiered'`: the same to 3w/8, w/2, w; or layers of one's own, whose names stand at its place.
   */
  readonly stem?: 'imagenet' | 'cifar' | 'deep' | 'tiered' | Layers;
  /** Channels that the stem ends with: those of the first stage. */
  readonly stemWidth?: number;
  /**
   * `'max'`: 3×3 with stride 2; `'conv'`: a 3×3 convolution with stride 2 (Bello et al. 2021); `'zeros'`: a maximum for
   * which the border is zero, as BiT has it; `'none'`, as it is behind `'cifar'` and layers of one's own.
   */
  readonly stemPool?: 'max' | 'conv' | 'zeros' | 'none';
  /** Channels of the first stage, doubled in each next: 64; or those of each stage. Bottlenecks end with four times as many. */
  readonly width?: number | readonly number[];
  /** Groups of a bottleneck's 3×3 convolution: 1. ResNeXt, as torchvision defines it. */
  readonly groups?: number;
  /** Channels per group in the first stage where `width` is 64: 64. Wide ResNet and ResNeXt. */
  readonly widthPerGroup?: number;
  /** By which a block's first convolution has fewer channels: 1; or one for each stage. */
  readonly reduceFirst?: number | readonly number[];
  /** What weighs the channels of a block's result; none. */
  readonly attention?: Attention;
  /** In stem and blocks; `relu()`. */
  readonly activation?: LayerSource;
  /** In stem and blocks; `batchNorm()`. */
  readonly norm?: LayerSource;
  /** Whether all convolutions have a bias, as those into which batch norms were folded, with `norm: identity()`; false. */
  readonly bias?: boolean;
  /** Whether all convolutions but the classifier compute with standardised filters (Qiao et al. 2019); false. */
  readonly weightStandardization?: boolean | WeightStandardizationOptions;
  /** A filter strides in place of the convolution, behind its norm and activation, and in the stem's pool (Zhang 2019); none. */
  readonly antialias?: 'blur' | 'average';
  /** By how much the last map is smaller than the input; stages that would stride beyond dilate instead; 32. */
  readonly outputStride?: 32 | 16 | 8;
  /**
   * p: block l of L, from 1, is skipped for an image with probability p·l/L in training (Huang et al. 2016, the linear
   * rule; timm's goes from 0 in the first block to p); 0.
   */
  readonly stochasticDepth?: number;
  /** The probability with which elements are dropped before a block's last convolution (Zagoruyko and Komodakis 2016); 0. */
  readonly dropout?: number;
  /** [channels, height, width]: [3, 224, 224]. */
  readonly input?: InputShape;
  /** Logits for each image: 1000. */
  readonly classes?: number;
  /** Layers whose values `run` hands out besides the logits, by their paths, such as `'layer3'` or `'layer4.1.conv2'`. */
  readonly outputs?: readonly string[];
  /** Layers by whose maps a class is explained, by their paths, such as `'layer4'`: the module then has `explain`, for Grad-CAM. */
  readonly explain?: readonly string[];
  /** Normalises the images before the stem. */
  readonly normalize?: NormalizeOptions;
}

/** A block that is built in, or a function that builds one. */
export type Block = 'basic' | 'bottleneck' | BlockFunction;
