import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  mapNames,
  matchState,
  readSafetensors,
  readTorch,
  readWeights,
  writeSafetensors,
  type Tensor,
} from '../../src/index.ts';
import { mutateBytes, type Mutate } from './mutate-bytes.ts';
import { mutatePickle } from './mutate-pickle.ts';
import { mutateHeader } from './mutate-safetensors.ts';
import { mutateDirectory, mutateEntries, mutatePickleOfZip } from './mutate-zip.ts';

/** A format: valid files of it, how they are changed, and what reads them. */
export interface Subject {
  readonly files: readonly Uint8Array[];
  readonly mutations: readonly Mutate[];
  readonly read: (bytes: Uint8Array) => unknown;
}

const folder = join(import.meta.dirname, '../fixtures');
const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:pth|pt|safetensors)$/.test(name))
  .sort()
  .map((name) => new Uint8Array(readFileSync(join(folder, name))));
const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;
const isSafetensors = (bytes: Uint8Array): boolean => bytes[8] === 0x7b;

/** What may be done with tensors that were read, whatever they are called, is done. */
function use(tensors: ReadonlyMap<string, Tensor>): void {
  for (const [key, { name, shape, data }] of tensors)
    if (
      key !== name ||
      !(data instanceof Float32Array) ||
      shape.reduce((product, extent) => product * extent, 1) !== data.length
    )
      throw new Error(
        `${JSON.stringify(name)} under ${JSON.stringify(key)} has ${data.length} elements of shape [${shape}]`,
      );
  const expected = [
    { name: 'fc.weight', shape: [3, 2] },
    { name: 'fc.bias', shape: [3] },
  ];
  attempt(() => matchState(mapNames(tensors, expected).mapped, expected));
  attempt(() => {
    const again = readSafetensors(writeSafetensors(tensors.values()));
    // What is no character becomes U+FFFD, so that two names may be one.
    if (again.size !== tensors.size) throw new Error(`${tensors.size} tensors were written, ${again.size} read`);
  });
}

function attempt(run: () => void): void {
  try {
    run();
  } catch (error) {
    if ((error as Error).name !== 'WeightsError') throw error;
  }
}

export const subjects: Readonly<Record<string, Subject>> = {
  safetensors: {
    files: fixtures.filter(isSafetensors),
    mutations: [mutateBytes, mutateHeader, mutateHeader],
    read: (bytes) => {
      use(readWeights(bytes));
      use(readSafetensors(bytes));
    },
  },
  zip: {
    files: fixtures.filter(isZip),
    mutations: [mutateBytes, mutateEntries, mutatePickleOfZip, mutatePickleOfZip, mutateDirectory],
    read: (bytes) => use(readWeights(bytes, 'a file')),
  },
  pickle: {
    files: fixtures.filter((bytes) => !isZip(bytes) && !isSafetensors(bytes)),
    mutations: [mutateBytes, mutatePickle, mutatePickle],
    read: (bytes) => {
      attempt(() => use(readWeights(bytes)));
      use(readTorch(bytes));
    },
  },
};
