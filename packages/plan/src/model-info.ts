import type { ParameterDeclaration } from '@resnet-compile/ir';

export interface OutputInfo {
  readonly name: string;
  /** Of one image. */
  readonly shape: readonly number[];
}

/** What a compiled module says of its network. */
export interface ModelInfo {
  readonly name: string;
  /** Channels, height, width. */
  readonly input: readonly [channels: number, height: number, width: number];
  readonly classes: number;
  /** There where its first layer normalises images by numbers of its own: it takes bytes, or 0…1. */
  readonly normalizes?: true;
  /** What `run` hands out for each image: the logits first, then taps, by the paths of their layers. */
  readonly outputs: readonly OutputInfo[];
  /** What `explain` hands out besides: `gradient layer4`, of the logits by what that output is. */
  readonly explains?: readonly OutputInfo[];
  /** In a module that trains: by what the layers give that its declaration names, `gradients` differentiates as well. */
  readonly gradients?: readonly OutputInfo[];
  /** The state dict: names, shapes and kinds, in order. */
  readonly parameters: readonly ParameterDeclaration[];
  /** Trainable values. */
  readonly parameterCount: number;
  /** Per image. */
  readonly multiplyAdds: number;
}
