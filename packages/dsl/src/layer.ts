import type { Problem } from './problem.ts';
import type { SourcePosition } from './source-position.ts';

/** [vertical, horizontal] */
export type Pair = readonly [number, number];

interface Common {
  readonly position?: SourcePosition;
  readonly problems: readonly Problem[];
}

/** Children in order; a child's name is a part of its parameters' names. */
export type Children = readonly (readonly [name: string, layer: Layer])[];

export interface ConvLayer extends Common {
  readonly kind: 'conv';
  readonly channels: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly groups: number;
  readonly bias: boolean;
}
export interface BatchNormLayer extends Common {
  readonly kind: 'batchNorm';
  readonly epsilon: number;
  readonly momentum: number;
}
export interface PoolLayer extends Common {
  readonly kind: 'maxPool' | 'averagePool';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly countIncludePad: boolean;
}
export interface DenseLayer extends Common {
  readonly kind: 'dense';
  readonly features: number;
  readonly bias: boolean;
}
export interface DropoutLayer extends Common {
  readonly kind: 'dropout';
  readonly rate: number;
  /** Single elements, or whole images. */
  readonly per: 'element' | 'image';
}
export interface NormalizeLayer extends Common {
  readonly kind: 'normalize';
  readonly mean: readonly number[];
  readonly std: readonly number[];
}
export interface SubsampleLayer extends Common {
  readonly kind: 'subsample';
  readonly stride: Pair;
}
export interface PadChannelsLayer extends Common {
  readonly kind: 'padChannels';
  readonly before: number;
  readonly after: number;
}
export interface SimpleLayer extends Common {
  readonly kind: 'relu' | 'globalAveragePool' | 'flatten' | 'identity';
}
export interface SequentialLayer extends Common {
  readonly kind: 'sequential';
  readonly children: Children;
}
export interface ResidualLayer extends Common {
  readonly kind: 'residual';
  readonly preactivation: Layer | undefined;
  readonly body: Layer;
  readonly shortcut: Layer | undefined;
  readonly activation: Layer | undefined;
}
export interface ConcatenateLayer extends Common {
  readonly kind: 'concatenate';
  readonly children: Children;
}

/** A layer of a network: an immutable description, without weights and without shapes. */
export type Layer =
  | ConvLayer | BatchNormLayer | PoolLayer | DenseLayer | DropoutLayer | NormalizeLayer | SubsampleLayer
  | PadChannelsLayer | SimpleLayer | SequentialLayer | ResidualLayer | ConcatenateLayer;

/** Layers in the order in which they are applied: a record names them, an array numbers them, as PyTorch does. */
export type Layers = Layer | readonly Layer[] | Readonly<Record<string, Layer>>;
