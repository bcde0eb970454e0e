import { readHeader, readStateTensors } from './safetensors.ts';
import type { WeightsContents } from './weights-contents.ts';

/** What a safetensors file holds: tensors alone, all at its root. @throws WeightsError as readSafetensors does. */
export function openSafetensors(bytes: Uint8Array): WeightsContents {
  const { entries } = readHeader(bytes);
  const dtypeOf = (name: string): string => (entries[name] as { readonly dtype: string }).dtype;
  const tensors = new Map(
    [...readStateTensors(bytes)].map(([name, { shape, data }]) => [
      name,
      { dtype: dtypeOf(name), shape, read: () => data },
    ]),
  );
  return { format: 'safetensors', size: bytes.length, dictionaries: [{ path: '', tensors }], rest: [], instead: '' };
}
