import { checkValue, literalOf, shownName } from '@resnet-compile/options';
import { isIterable, tensorList, texts } from './kinds.ts';
import { isSizes } from './read-tensors.ts';
import { fail, type Tensor } from './tensor.ts';
import { encodeUtf8 } from './utf8.ts';

/**
 * Writes tensors as F32, in the given order, and `metadata` before them: the same input gives the same bytes. The data
 * begins at a multiple of 8.
 * @throws WeightsError when a name is repeated or reserved, or a shape does not fit its data.
 */
export function writeSafetensors(
  tensors: Iterable<Tensor>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const list = isIterable(tensors) ? [...tensors] : tensors;
  checkValue('writeSafetensors: what is written', list, tensorList);
  if (metadata !== undefined) checkValue('writeSafetensors: the metadata', metadata, texts);
  const { bytes, writers } = layOutSafetensors(list, metadata);
  for (const write of writers) write();
  return bytes;
}

/** A file that has its header, and who writes the rest. */
export interface LaidOutFile {
  /** The whole file; its tensors are zero until they are written. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Each writes a tensor, in any order. */
  readonly writers: readonly (() => void)[];
}

/**
 * Lays a file out, so that its tensors can be written one by one, with other work between them.
 *
 * @throws WeightsError as {@link writeSafetensors}, which also looks at what it is given.
 */
export function layOutSafetensors(
  tensors: readonly Tensor[],
  metadata?: Readonly<Record<string, string>>,
): LaidOutFile {
  const fields = new Map<string, string>();
  if (metadata) fields.set('', `"__metadata__":${JSON.stringify(metadata)}`);
  let end = 0;
  for (const { name, shape, data } of tensors) {
    if (fields.has(name) || name === '__metadata__') fail(`${literalOf(name)} is given twice or reserved; rename it`);
    if (!isSizes(shape) || shape.reduce((product, size) => product * size, 1) !== data.length) {
      fail(`${shownName(name)} has shape [${shape}] but ${data.length} elements`);
    }
    const entry = { dtype: 'F32', shape, data_offsets: [end, (end += data.length * 4)] };
    fields.set(name, `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const json = encodeUtf8(`{${[...fields.values()].join(',')}}`);
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  const target = new Float32Array(bytes.buffer, start);
  let at = 0;
  const writers = tensors.map(({ data }) => {
    const place = at;
    at += data.length;
    return () => target.set(data, place);
  });
  return { bytes, writers };
}
