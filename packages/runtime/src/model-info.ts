import type { ParameterDeclaration } from '@resnet-compile/ir';

/** What a compiled module says of its network. */
export interface ModelInfo {
  readonly name: string;
  /** Channels, height, width. */
  readonly input: readonly [channels: number, height: number, width: number];
  readonly classes: number;
  /** The state dict: names, shapes and kinds, in order. */
  readonly parameters: readonly ParameterDeclaration[];
  /** Trainable values. */
  readonly parameterCount: number;
  /** Per image. */
  readonly multiplyAdds: number;
}
