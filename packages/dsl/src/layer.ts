import type { Problem } from './problem.ts';
import type { SourcePosition } from './source-position.ts';

/** [vertical, horizontal] */
export type Pair = readonly [number, number];

/** [top, right, bottom, left] */
export type Sides = readonly [top: number, right: number, bottom: number, left: number];

interface Common {
  /** Where the call stands in the model file, where the host tells. */
  readonly position?: SourcePosition;
  /** What is wrong with the call's arguments; none where it is right. */
  readonly problems: readonly Problem[];
}

/** Children in order; a child's name is a part of its parameters' names. */
export type Children = readonly (readonly [name: string, layer: Layer])[];

/** A convolution, as `conv` describes it: N×C×H×W → N×channels×H′×W′. */
export interface ConvLayer extends Common {
  /** Tells the layers apart: made by `conv`. */
  readonly kind: 'conv';
  /** Channels of the output. */
  readonly channels: number;
  /** Size of the filters in pixels. */
  readonly kernel: Pair;
  /** Pixels from one window to the next. */
  readonly stride: Pair;
  /** Zero pixels on each side; `'same'` for as many as give ⌈size / stride⌉. */
  readonly padding: Sides | 'same';
  /** Pixels from one tap of a filter to the next. */
  readonly dilation: Pair;
  /** Groups of channels that are convolved apart from each other. */
  readonly groups: number;
  /** Whether a number per channel is added. */
  readonly bias: boolean;
  /** What the bias begins as; 0 where it is left out. */
  readonly initialBias?: number;
  /** How each filter is standardised; undefined where filters are used as they are. */
  readonly weightStandardization:
    | {
        /** Added to the variance. */
        readonly epsilon: number;
      }
    | undefined;
}
/** Batch normalisation, as `batchNorm` describes it. Keeps the shape. */
export interface BatchNormLayer extends Common {
  /** Tells the layers apart: made by `batchNorm`. */
  readonly kind: 'batchNorm';
  /** Added to the variance. */
  readonly epsilon: number;
  /** The weight of a new batch in the running statistics. */
  readonly momentum: number;
}
/** Normalisation of each image by itself, as `groupNorm`, `layerNorm` and `instanceNorm` describe it. Keeps the shape. */
export interface GroupNormLayer extends Common {
  /** Tells the layers apart: made by `groupNorm`, `layerNorm` or `instanceNorm`. */
  readonly kind: 'groupNorm';
  /** Groups of channels, or one for each channel. */
  readonly groups: number | 'channels';
  /** Added to the variance. */
  readonly epsilon: number;
}
/** Normalisation by the mean square of each map, and an activation, as `filterResponseNorm` describes it. Keeps the shape. */
export interface FilterResponseNormLayer extends Common {
  /** Tells the layers apart: made by `filterResponseNorm`. */
  readonly kind: 'filterResponseNorm';
  /** Added to the mean square. */
  readonly epsilon: number;
}
/** Normalisation by the variance of groups of channels, and an activation, as `evoNormS0` describes it. Keeps the shape. */
export interface EvoNormS0Layer extends Common {
  /** Tells the layers apart: made by `evoNormS0`. */
  readonly kind: 'evoNormS0';
  /** Groups of channels. */
  readonly groups: number;
  /** Added to the variance. */
  readonly epsilon: number;
}
/** A convolution along the channels, as `channelConv` describes it: N×C×1×1, whose shape it keeps. */
export interface ChannelConvLayer extends Common {
  /** Tells the layers apart: made by `channelConv`. */
  readonly kind: 'channelConv';
  /** Channels that each result sees. */
  readonly kernel: number;
}
/** The largest value or the mean of each window, as `maxPool` and `averagePool` describe it: N×C×H×W → N×C×H′×W′. */
export interface PoolLayer extends Common {
  /** Tells the layers apart: made by `maxPool` or `averagePool`. */
  readonly kind: 'maxPool' | 'averagePool';
  /** Size of a window in pixels. */
  readonly kernel: Pair;
  /** Pixels from one window to the next. */
  readonly stride: Pair;
  /** Pixels added on each side; `'same'` for as many as give ⌈size / stride⌉. */
  readonly padding: Sides | 'same';
  /** Whether the size is rounded up: what is left at the end has a window of its own. */
  readonly ceilMode: boolean;
  /** Whether padding counts as zeros in a mean. */
  readonly countIncludePad: boolean;
}
/** A fully connected layer, as `dense` describes it: N×C → N×features. */
export interface DenseLayer extends Common {
  /** Tells the layers apart: made by `dense`. */
  readonly kind: 'dense';
  /** Values of the output, for each image. */
  readonly features: number;
  /** Whether a number per feature is added. */
  readonly bias: boolean;
}
/** What is left out at random in training, as `dropout` and `stochasticDepth` describe it. Keeps the shape. */
export interface DropoutLayer extends Common {
  /** Tells the layers apart: made by `dropout` or `stochasticDepth`. */
  readonly kind: 'dropout';
  /** The probability of being left out, 0 to 1. */
  readonly rate: number;
  /** Single elements, or whole images. */
  readonly per: 'element' | 'image';
}
/** (x − mean) / std per channel, as `normalize` describes it. Keeps the shape. */
export interface NormalizeLayer extends Common {
  /** Tells the layers apart: made by `normalize`. */
  readonly kind: 'normalize';
  /** Per channel, on the scale of 0…1 to which bytes are brought. */
  readonly mean: readonly number[];
  /** Per channel, on the same scale. */
  readonly std: readonly number[];
}
/** Every `stride`th pixel, as `subsample` describes it. */
export interface SubsampleLayer extends Common {
  /** Tells the layers apart: made by `subsample`. */
  readonly kind: 'subsample';
  /** Pixels from one that is kept to the next. */
  readonly stride: Pair;
}
/** Pixels around each map, as `pad` describes it. */
export interface PadLayer extends Common {
  /** Tells the layers apart: made by `pad`. */
  readonly kind: 'pad';
  /** Pixels on each side. */
  readonly sides: Sides;
  /** Zeros, or the map mirrored at its outermost pixels. */
  readonly mode: 'zeros' | 'reflection';
}
/** The fixed filter (1 2 1)ᵀ(1 2 1)/16 on each channel, as `blur` describes it: N×C×H×W → N×C×H′×W′. */
export interface BlurLayer extends Common {
  /** Tells the layers apart: made by `blur`. */
  readonly kind: 'blur';
  /** Pixels from one that is computed to the next. */
  readonly stride: Pair;
}
/** Zero channels before and after, as `padChannels` describes it. */
export interface PadChannelsLayer extends Common {
  /** Tells the layers apart: made by `padChannels`. */
  readonly kind: 'padChannels';
  /** Zero channels before the first. */
  readonly before: number;
  /** Zero channels after the last. */
  readonly after: number;
}
/** A function of each element, as `relu` and the other activations describe it. Keeps the shape. */
export interface ActivationLayer extends Common {
  /** Tells the layers apart: made by `relu`, `silu` and so on. */
  readonly kind: 'activation';
  /** The function's name: `'relu'`, `'leaky_relu'`, … */
  readonly activation: string;
  /** What the function takes besides x, such as a slope. */
  readonly numbers: readonly number[];
}
/** A multiple of the input, as `scale` describes it. Keeps the shape. */
export interface ScaleLayer extends Common {
  /** Tells the layers apart: made by `scale`. */
  readonly kind: 'scale';
  /** By which everything is multiplied, at first where it is trained. */
  readonly factor: number;
  /** Whether the factor is a parameter. */
  readonly trained: boolean;
}
/** x, or a trained multiple of it, as `prelu` describes it. Keeps the shape. */
export interface PReluLayer extends Common {
  /** Tells the layers apart: made by `prelu`. */
  readonly kind: 'prelu';
  /** What the slopes begin as. */
  readonly initial: number;
  /** Whether each channel has a slope, or all have one. */
  readonly perChannel: boolean;
}
/** A layer that has no options. */
export interface SimpleLayer extends Common {
  /** Tells the layers apart: made by the function of this name. */
  readonly kind: 'globalAveragePool' | 'flatten' | 'identity';
}
/** A layer with one set of parameters for all its uses, as `shared` describes it. */
export interface SharedLayer extends Common {
  /** Tells the layers apart: made by `shared`. */
  readonly kind: 'shared';
  /** What it does. */
  readonly layer: Layer;
}
/** Layers one after the other, as `sequential` describes it. */
export interface SequentialLayer extends Common {
  /** Tells the layers apart: made by `sequential`. */
  readonly kind: 'sequential';
  /** In the order in which they are applied. */
  readonly children: Children;
}
/** activation(body(x) + shortcut(x)), as `residual` describes it. */
export interface ResidualLayer extends Common {
  /** Tells the layers apart: made by `residual`. */
  readonly kind: 'residual';
  /** Applied to the input before the body and the shortcut; undefined for none. */
  readonly preactivation: Layer | undefined;
  /** F of y = F(x) + x. */
  readonly body: Layer;
  /** In place of the identity; undefined for the identity. */
  readonly shortcut: Layer | undefined;
  /** Applied to the sum; undefined for none. */
  readonly activation: Layer | undefined;
  /** What weighs both sides; none where it is left out. */
  readonly gate?: Gate;
}
/** g of a residual: `'exclusive'`: g·body(x) + (1 − g)·shortcut(x); `'shortcut-only'`: body(x) + (1 − g)·shortcut(x). */
export interface Gate {
  /** From the block's input, behind its pre-activation, to g. */
  readonly layer: Layer;
  /** Which sides it weighs. */
  readonly of: 'exclusive' | 'shortcut-only';
}
/** What the branches of one layer read of its input. */
export interface Reads {
  /** `'parts'`: each its own part of the channels; `'cascade'`: to that is added what the branch before gives; all of it without. */
  readonly reads?: 'parts' | 'cascade';
  /** How many shares of the channels each branch has; one each without. */
  readonly shares?: readonly number[];
}
/** Branches, and how their results are joined, as `concatenate`, `sum`, `product`, `split` and `cascade` describe it. */
export interface BranchesLayer extends Common, Reads {
  /** Tells the layers apart. */
  readonly kind: 'branches';
  /** Channels side by side, or added or multiplied element by element. */
  readonly join: 'concatenate' | 'product' | 'sum';
  /** In their order. */
  readonly children: Children;
}
/** The sum of branches, each weighed channel by channel by a softmax over them, as `select` describes it. */
export interface SelectLayer extends Common, Reads {
  /** Tells the layers apart: made by `select`. */
  readonly kind: 'select';
  /** The branches, in their order. */
  readonly children: Children;
  /** From the branches' sum to as many values of one pixel as all branches have channels. */
  readonly weights: Layer;
  /** Groups of channels whose values lie together: [groups][branches][channels of a group]. */
  readonly groups: number;
}

/** A layer of a network: an immutable description, without weights and without shapes. */
export type Layer =
  | ConvLayer
  | BatchNormLayer
  | GroupNormLayer
  | FilterResponseNormLayer
  | EvoNormS0Layer
  | ChannelConvLayer
  | PoolLayer
  | DenseLayer
  | DropoutLayer
  | NormalizeLayer
  | SubsampleLayer
  | PadLayer
  | BlurLayer
  | PadChannelsLayer
  | ActivationLayer
  | ScaleLayer
  | PReluLayer
  | SimpleLayer
  | SharedLayer
  | SequentialLayer
  | ResidualLayer
  | BranchesLayer
  | SelectLayer;

/** Layers in the order in which they are applied: a record names them, an array numbers them, as PyTorch does. */
export type Layers = Layer | readonly Layer[] | Readonly<Record<string, Layer>>;
