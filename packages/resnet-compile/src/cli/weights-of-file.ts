import { lower, simplify } from '@resnet-compile/compiler';
import type { ClassifyingOptions } from '@resnet-compile/vision';
import { writeSafetensors } from '@resnet-compile/weights';
import { readMetadata } from '@resnet-compile/weights/safetensors';
import type { BuiltExport } from './read-models.ts';
import { readWeightFiles } from './read-weight-files.ts';
import { stateOfFile, type StateOptions } from './state-of-file.ts';

/** A file's tensors under the names of a network, as a safetensors file. */
export interface WeightsOfFile {
  readonly bytes: Uint8Array;
  /** How pictures are prepared and classes called, where the file says it, as `train` writes it. */
  readonly says: Pick<ClassifyingOptions, 'preprocess' | 'labels'>;
}

/** @throws {UserError} where they are not the network's. */
export async function weightsOfFile(
  { stages: { graph } }: BuiltExport,
  path: string,
  options: StateOptions = {},
): Promise<WeightsOfFile> {
  const files = await readWeightFiles(path);
  const { parameters } = lower(simplify(graph));
  const { state } = stateOfFile(path, files, parameters, graph, options);
  return { bytes: writeSafetensors(state.values()), says: saidBy(files.bytes) };
}

/** Files of other formats say nothing, nor do those whose metadata is not what `train` writes. */
function saidBy(bytes: Uint8Array): WeightsOfFile['says'] {
  try {
    const { classes, preprocess } = readMetadata(bytes);
    return {
      ...(preprocess === undefined ? {} : { preprocess: JSON.parse(preprocess) as object }),
      ...(classes === undefined ? {} : { labels: JSON.parse(classes) as readonly string[] }),
    };
  } catch {
    return {};
  }
}
