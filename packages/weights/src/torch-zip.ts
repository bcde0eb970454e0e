import { decodeText } from './byte-reader.ts';
import { readPickle } from './pickle.ts';
import { describeZip } from './other-zip.ts';
import { WeightsError } from './safetensors.ts';
import { torchContents } from './torch-contents.ts';
import { torchMeaning } from './torch-meaning.ts';
import { bytesOfElement, type TorchStorage } from './torch-storage.ts';
import { unpackEntry } from './unpack-entry.ts';
import type { WeightsContents } from './weights-contents.ts';
import { readZip, type ZipEntry } from './zip.ts';

/** The one pickle, and the archive's own folder, up to its slash: its name is the file's name at the time of saving. */
function findPickle(entries: ReadonlyMap<string, ZipEntry>): { readonly folder: string; readonly pickle: ZipEntry } {
  const other = describeZip([...entries.keys()]);
  if (other !== undefined) throw new WeightsError(`the file ${other}`);
  const pickles = [...entries].filter(([name]) => /^(.*\/)?data\.pkl$/.test(name));
  const [only] = pickles;
  if (only && pickles.length === 1) return { folder: only[0].slice(0, -'data.pkl'.length), pickle: only[1] };
  const names = [...entries.keys()].slice(0, 10).join(', ');
  throw new WeightsError(
    `the zip archive should have one data.pkl, as torch.save writes it, but has ${pickles.length} (entries: ${names}); save model.state_dict()`,
  );
}

/**
 * Opens the zip format of torch.save (PyTorch 1.6 and later): `<folder>/data.pkl` holds the objects and refers to the
 * storages `<folder>/data/<key>`. Format: https://pytorch.org/docs/stable/notes/serialization.html.
 * @throws WeightsError as readTorch does.
 */
export function openTorchZip(bytes: Uint8Array): WeightsContents {
  const entries = readZip(bytes);
  const { folder, pickle } = findPickle(entries);
  const order = entries.get(`${folder}byteorder`);
  if (order !== undefined && decodeText(unpackEntry(order)) !== 'little') {
    throw new WeightsError('the file was saved on a big-endian machine; save it on a little-endian one');
  }
  const { value } = readPickle(unpackEntry(pickle), torchMeaning, `the zip entry ${folder}data.pkl`);
  const unpacked = new Map<string, Uint8Array>();
  const storageBytes = ({ key, dtype, numel }: TorchStorage): Uint8Array => {
    const name = `${folder}data/${key}`;
    const entry = entries.get(name);
    if (entry === undefined)
      throw new WeightsError(
        `the pickle refers to storage ${key}, but the zip archive has no entry ${name}; get the file again`,
      );
    const expected = numel * bytesOfElement(dtype);
    if (entry.size !== expected) {
      throw new WeightsError(
        `the zip entry ${name} has ${entry.size} bytes, but ${numel} elements of ${dtype} take ${expected}; get the file again`,
      );
    }
    const storage = unpacked.get(name) ?? unpackEntry(entry);
    unpacked.set(name, storage);
    return storage;
  };
  const size = [...entries.values()].reduce((sum, entry) => sum + entry.size, 0);
  return torchContents({ format: "PyTorch's zip format", size }, value, storageBytes);
}
