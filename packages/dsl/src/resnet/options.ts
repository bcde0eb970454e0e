import { callback, kind, oneOf, required, type Kinds } from '@resnet-compile/options';
import { isLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { arrayOf, integerFrom } from '../kinds.ts';
import type { Layer } from '../layer.ts';
import type { NormalizeOptions } from '../layers/pointwise.ts';
import { inputKind, outputsKind } from '../network.ts';
import type { InputShape } from '../network-description.ts';
import type { Problem } from '../problem.ts';
import type { SourcePosition } from '../source-position.ts';

/** `'v1.5'` strides in a bottleneck's 3×3 convolution, `'v1'` in its first 1×1; `'v2'` is pre-activation. */
export type Variant = 'v1.5' | 'v1' | 'v2';

/**
 * `'B'`: a 1×1 projection where the shape changes; `'A'`: every second pixel, zero channels appended; `'A-split'`: half
 * of the zero channels before, half after; `'C'`: a projection everywhere; `'none'`: the plain network.
 */
export type Shortcut = 'B' | 'A' | 'A-split' | 'C' | 'none';

/** What a block of one's own is told about its place. */
export interface BlockContext {
  /** Channels of the block's input. */
  readonly inChannels: number;
  /** Channels of the stage: `width`, doubled in each next one. */
  readonly channels: number;
  /** 2 in the first block of each stage but the first. */
  readonly stride: 1 | 2;
  /** From 0. */
  readonly stage: number;
  /** Within the stage, from 0. */
  readonly index: number;
  /** The shortcut that the options ask for, for a block that ends with `outChannels`; undefined for the identity. */
  readonly shortcut: (outChannels: number) => Layer | undefined;
}

/** Builds one block. It is called once for each block, in order, with its place in the network. */
export type BlockFunction = (context: BlockContext) => Layer;

/** The family of residual networks. Only `stages` is required. */
export interface ResNetOptions {
  /** Blocks per stage, e.g. `[3, 4, 6, 3]`; any length, any depth. */
  readonly stages: readonly number[];
  /** `'basic'`: two 3×3 convolutions; `'bottleneck'`: 1×1, 3×3, 1×1 to four times the channels; or a function that builds one. `'basic'`. */
  readonly block?: 'basic' | 'bottleneck' | BlockFunction;
  /** Where blocks stride, and whether they activate before or after; `'v1.5'`. */
  readonly variant?: Variant;
  /** How a block's input reaches its sum where the shape changes; `'B'`. */
  readonly shortcut?: Shortcut;
  /** `'imagenet'`: 7×7 with stride 2, then max-pooling of 3×3 with stride 2; `'cifar'`: 3×3. */
  readonly stem?: 'imagenet' | 'cifar';
  /** Channels of the first stage, doubled in each next: 64. */
  readonly width?: number;
  /** Channels of the stem: `width`. */
  readonly stemWidth?: number;
  /** Groups of a bottleneck's 3×3 convolution: 1. ResNeXt, as torchvision defines it. */
  readonly groups?: number;
  /** Channels per group in the first stage where `width` is 64: 64. Wide ResNet and ResNeXt. */
  readonly widthPerGroup?: number;
  /** [channels, height, width]: [3, 224, 224]. */
  readonly input?: InputShape;
  /** Logits for each image: 1000. */
  readonly classes?: number;
  /** Layers whose values `run` hands out besides the logits, by their paths, such as `'layer3'` or `'layer4.1.conv2'`. */
  readonly outputs?: readonly string[];
  /** Normalises the images before the stem. */
  readonly normalize?: NormalizeOptions;
}

export type ResolvedOptions = Required<Omit<ResNetOptions, 'normalize' | 'outputs'>> &
  Pick<ResNetOptions, 'normalize' | 'outputs'>;

const kinds: Kinds<ResNetOptions> = {
  stages: required(arrayOf(integerFrom(1), 'a list of positive integers, blocks per stage')),
  block: oneOf(['basic', 'bottleneck'], { ...callback, expected: 'a function that builds a block' }),
  variant: oneOf(['v1.5', 'v1', 'v2']),
  shortcut: oneOf(['B', 'A', 'A-split', 'C', 'none']),
  stem: oneOf(['imagenet', 'cifar']),
  width: integerFrom(1),
  stemWidth: integerFrom(1),
  groups: integerFrom(1),
  widthPerGroup: integerFrom(1),
  input: inputKind,
  classes: integerFrom(1),
  outputs: outputsKind,
  normalize: kind(
    'an object with mean and std',
    (value) => typeof value === 'object' && value !== null && !isLayer(value),
  ),
};

/** Everything that is wrong with the options, and defaults filled in for those and for what is left out: a block of one's own has mistakes to report, too. */
export function resolveOptions(
  options: ResNetOptions,
  position: SourcePosition | undefined,
): { readonly resolved: ResolvedOptions; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [...checkOptions('resnet', options, kinds, position)];
  const wrong = new Set(problems.map(({ option }) => option));
  const given: Partial<ResNetOptions> = Object.fromEntries(
    Object.entries(options ?? {}).filter(([option, value]) => value !== undefined && !wrong.has(option)),
  );
  const width = given.width ?? 64;
  const resolved: ResolvedOptions = {
    stages: [1],
    block: 'basic',
    variant: 'v1.5',
    shortcut: 'B',
    stem: 'imagenet',
    stemWidth: width,
    groups: 1,
    widthPerGroup: 64,
    input: [3, 224, 224],
    classes: 1000,
    ...given,
    width,
  };
  for (const option of ['groups', 'widthPerGroup'] as const) {
    if (problems.length === 0 && resolved.block === 'basic' && resolved[option] !== (option === 'groups' ? 1 : 64)) {
      problems.push({
        code: 'RC1103',
        message: `resnet: ${option} is ${resolved[option]}, but block 'basic' has no grouped or widened convolution`,
        hint: `use block: 'bottleneck', or leave ${option} out`,
        option,
        ...(position ? { position } : {}),
      });
    }
  }
  return { resolved, problems };
}
