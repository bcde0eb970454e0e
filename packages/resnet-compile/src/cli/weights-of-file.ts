import { lower, simplify } from '@resnet-compile/compiler';
import { writeSafetensors } from '@resnet-compile/weights';
import { readMetadata } from '@resnet-compile/weights/safetensors';
import type { BuiltExport } from './read-models.ts';
import { readWeightFiles } from './read-weight-files.ts';
import { stateOfFile, type StateOptions } from './state-of-file.ts';

/** A file's tensors under the names of a network, as a safetensors file. */
export interface WeightsOfFile {
  readonly bytes: Uint8Array;
  /** What the file says of itself, and `bytes` as well: the names of classes, and how pictures are prepared, where `train` wrote it. */
  readonly metadata: Readonly<Record<string, string>>;
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
  const metadata = metadataOf(files.bytes);
  return { bytes: writeSafetensors(state.values(), metadata), metadata };
}

/** Files of other formats say nothing. */
function metadataOf(bytes: Uint8Array): Readonly<Record<string, string>> {
  try {
    const { classes, preprocess } = readMetadata(bytes);
    return { ...(classes === undefined ? {} : { classes }), ...(preprocess === undefined ? {} : { preprocess }) };
  } catch {
    return {};
  }
}
