import { integer, kind, text, type Kinds } from '@resnet-compile/options';
import { labelsKind, type Labels } from './labels.ts';
import type { LoadOptions } from './loaded-network.ts';
import { preprocessKind, type Preprocess } from './preprocessing.ts';

/** What a classifier does besides loading. */
export interface ClassifyingOptions {
  /**
   * How pictures become what the network takes, or the name of a published checkpoint whose images were prepared alike; by default,
   * where the weights are `hub('timm/…')`, as that checkpoint's were.
   */
  readonly preprocess?: Preprocess | string;
  /** What the classes are called; by default ImageNet-1k's names where the weights are a published checkpoint of its classes, else indices. */
  readonly labels?: Labels;
  /** Pictures that are computed at a time, of longer lists; 16. Memory grows with it. */
  readonly batchSize?: number;
  /** Files of more pixels, width times height, are refused before memory is taken for them; 178,956,970, as by Pillow. */
  readonly maxPixels?: number;
}

/** How one call classifies. */
export interface ClassifyOptions {
  /** How many labels, the likeliest first; 5, or as many as there are classes. */
  readonly top?: number;
}

/** How one call embeds. */
export interface EmbedOptions {
  /** The path of the layer, where the network gives several. */
  readonly output?: string;
}

/** How one call explains a class. */
export interface GradCamOptions {
  /** By its label or index; by default the likeliest of the picture. */
  readonly class?: string | number;
  /** The path of the layer, where the network explains by several. */
  readonly layer?: string;
}

// The network's own `load` says what these may be.
const anything = kind('anything', () => true);

export const classifierKinds: Kinds<ClassifyingOptions & LoadOptions> = {
  preprocess: preprocessKind,
  labels: labelsKind,
  batchSize: integer(1),
  maxPixels: integer(1),
  weights: anything,
  except: anything,
  seed: anything,
  device: anything,
  threads: anything,
  worker: anything,
  gpu: anything,
  onProgress: anything,
  signal: anything,
  transfer: anything,
  v8Flags: anything,
};

export const classifyKinds: Kinds<ClassifyOptions> = { top: integer(1) };
export const embedKinds: Kinds<EmbedOptions> = { output: text };
export const gradCamKinds: Kinds<GradCamOptions> = {
  class: kind('a label or an index', (value) => text.holds(value) || integer(0).holds(value)),
  layer: text,
};
