import type { Preprocess } from '@resnet-compile/vision';
import { listWeights } from '@resnet-compile/weights';
import { readMetadata } from '@resnet-compile/weights/safetensors';

/** What a file of weights says of its network. */
export interface AboutFile {
  /** How many it tells apart: the rows of its last matrix. */
  readonly classes: number;
  /** What they are called, where the file says it, as this page and `finetune` write it. */
  readonly labels?: readonly string[];
  /** How pictures are prepared, likewise. */
  readonly preprocess?: Preprocess;
}

/** @throws {Error} where it is no file of weights, or has none of a last layer. */
export function aboutFile(bytes: Uint8Array): AboutFile {
  const { format, dictionaries, taken } = listWeights(bytes);
  const tensors = [...(dictionaries.find(({ path }) => path === taken)?.tensors.values() ?? [])];
  const classes = tensors.findLast(({ shape }) => shape.length === 2)?.shape[0];
  if (classes === undefined) throw new RangeError('the file has no matrix, which the last layer of a network is');
  if (format !== 'safetensors') return { classes };
  const { classes: labels, preprocess } = readMetadata(bytes);
  return {
    classes,
    ...(labels === undefined ? {} : { labels: JSON.parse(labels) as readonly string[] }),
    ...(preprocess === undefined ? {} : { preprocess: JSON.parse(preprocess) as Preprocess }),
  };
}
