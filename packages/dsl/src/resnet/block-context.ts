import type { Layer } from '../layer.ts';
import type { ConvOptions } from '../layers/conv.ts';

/** What a block of one's own is told about its place. */
export interface BlockContext {
  /** Channels of the block's input. */
  readonly inChannels: number;
  /** Channels of the stage: `width`, doubled in each next one. */
  readonly channels: number;
  /** 2 in the first block of each stage but the first, where the network does not dilate instead. */
  readonly stride: 1 | 2;
  /** From 0. */
  readonly stage: number;
  /** Within the stage, from 0. */
  readonly index: number;
  /** The shortcut that the options ask for, for a block that ends with `outChannels`; undefined for the identity. */
  readonly shortcut: (outChannels: number) => Layer | undefined;
}

/** Layers by their names; those that are undefined are left out. */
export type Parts = Readonly<Record<string, Layer | undefined>>;

/** What the options ask for, to build a block of one's own from. */
export interface BlockParts {
  /** Groups of the block's 3×3 convolution. */
  readonly groups: number;
  /** Channels of the block's 3×3 convolution: ⌊channels·widthPerGroup/64⌋·groups. */
  readonly inner: number;
  /** A convolution, with the dilation of its stage. */
  readonly conv: (channels: number, options?: ConvOptions) => Layer;
  /** The convolution that strides, and `antialias`, what strides in its place behind its norm and activation. */
  readonly strided: (channels: number, options?: ConvOptions) => Layer;
  /** Undefined where nothing strides in place of a convolution. */
  readonly antialias: () => Layer | undefined;
  /** A norm of the network's kind. */
  readonly norm: () => Layer;
  /** An activation of the network's kind. */
  readonly activation: () => Layer;
  /** What weighs the block's result; undefined for nothing. */
  readonly attention: (channels: number) => Layer | undefined;
  /** What stands before the block's last convolution; undefined for nothing. */
  readonly dropout: () => Layer | undefined;
  /**
   * activation(body(x) + shortcut(x)) as the options have it: gated, scaled, skipped at random. The body's names are the
   * block's own.
   */
  readonly residual: (body: Parts, outChannels: number) => Layer;
}

/** Builds one block. It is called once for each block, in order, with its place in the network and the layers that the options ask for. */
export type BlockFunction = (context: BlockContext, parts: BlockParts) => Layer;
