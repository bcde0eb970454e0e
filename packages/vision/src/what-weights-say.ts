import { isPlace, readPlace, textOf } from '@resnet-compile/data/images';
import { tagOf } from '@resnet-compile/options';
import { readMetadata } from '@resnet-compile/weights/safetensors';
import type { ClassifyingOptions } from './classifier-options.ts';
import type { LoadOptions } from './loaded-network.ts';

type Asked = Pick<ClassifyingOptions, 'preprocess' | 'labels'> & LoadOptions;

/**
 * Where it is not said how pictures are prepared: what a safetensors file says of that and of its classes, by its path, address or
 * bytes, in its metadata `classes` and `preprocess`, as `finetune` writes them. Whatever else the file has is for `load` to read.
 */
export async function withWhatWeightsSay(asked: Asked): Promise<Asked> {
  const { weights, preprocess } = asked;
  if (preprocess !== undefined) return asked;
  const bytes = tagOf(weights) === 'Uint8Array' ? (weights as Uint8Array) : await bytesAt(weights);
  if (!bytes) return asked;
  return {
    ...said(bytes),
    ...asked,
    ...(bytes === weights ? {} : { weights: bytes, transfer: true }),
  };
}

/** Undefined where there is no file: `load` says so. */
const bytesAt = async (weights: unknown): Promise<Uint8Array | undefined> =>
  isPlace(weights) ? readPlace(textOf(weights)).catch(() => undefined) : undefined;

function said(bytes: Uint8Array): Pick<Asked, 'preprocess' | 'labels'> {
  try {
    const { classes, preprocess } = readMetadata(bytes);
    return {
      ...(preprocess === undefined ? {} : { preprocess: JSON.parse(preprocess) as NonNullable<Asked['preprocess']> }),
      ...(classes === undefined ? {} : { labels: JSON.parse(classes) as readonly string[] }),
    };
  } catch {
    return {};
  }
}
