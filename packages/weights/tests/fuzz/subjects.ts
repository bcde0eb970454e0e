import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  listWeights,
  mapNames,
  matchState,
  proposeNames,
  readSafetensors,
  readTorch,
  readWeights,
  readWeightsFile,
  renameTensors,
  shardNames,
  writeSafetensors,
  type Tensor,
} from '../../src/index.ts';
import { mutateBytes, type Mutate } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
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
const textAt = (bytes: Uint8Array, from: number, length: number): string =>
  Buffer.from(bytes.subarray(from, from + length)).toString('latin1');
const kindOf = (bytes: Uint8Array): 'zip' | 'tar' | 'safetensors' | 'pickle' => {
  if (textAt(bytes, 0, 2) === 'PK') return 'zip';
  if (textAt(bytes, 8, 1) === '{') return 'safetensors';
  return textAt(bytes, 257, 5) === 'ustar' ? 'tar' : 'pickle';
};
const filesOf = (kind: ReturnType<typeof kindOf>): readonly Uint8Array[] =>
  fixtures.filter((bytes) => kindOf(bytes) === kind);

const expected = [
  { name: 'fc.weight', shape: [3, 2] },
  { name: 'fc.bias', shape: [3] },
];

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
  attempt(() => matchState(mapNames(tensors, expected).mapped, expected));
  attempt(() => {
    const proposal = proposeNames(tensors, expected);
    if (proposal) matchState(renameTensors(tensors, proposal.names, expected), expected);
  });
  attempt(() => {
    const again = readSafetensors(writeSafetensors(tensors.values()));
    if (again.size !== tensors.size) throw new Error(`${tensors.size} tensors were written, ${again.size} read`);
  });
}

/** All ways to open a file, each of which may refuse it. */
function readEveryWay(bytes: Uint8Array, shards?: ReadonlyMap<string, Uint8Array>): void {
  const options = shards ? { shards } : {};
  attempt(() => {
    for (const { tensors } of listWeights(bytes, options).dictionaries)
      for (const { read } of tensors.values()) attempt(() => void read());
  });
  attempt(() => use(readWeightsFile(bytes, { ...options, select: 'model' }).tensors));
  use(readWeightsFile(bytes, { ...options, expected, fileName: 'a file' }).tensors);
}

function attempt(run: () => void): void {
  try {
    run();
  } catch (error) {
    if ((error as Error).name !== 'WeightsError') throw error;
  }
}

const shards = new Map([
  ['a.safetensors', writeSafetensors([{ name: 'fc.weight', shape: [3, 2], data: new Float32Array(6) }])],
  ['b.safetensors', writeSafetensors([{ name: 'fc.bias', shape: [3], data: new Float32Array(3) }])],
]);
const index = {
  metadata: { total_size: 36 },
  weight_map: { 'fc.weight': 'a.safetensors', 'fc.bias': 'b.safetensors' },
};

export const subjects: Readonly<Record<string, Subject>> = {
  safetensors: {
    files: filesOf('safetensors'),
    mutations: [mutateBytes, mutateHeader, mutateHeader],
    read: (bytes) => {
      readEveryWay(bytes);
      use(readSafetensors(bytes));
    },
  },
  zip: {
    files: filesOf('zip'),
    mutations: [mutateBytes, mutateEntries, mutatePickleOfZip, mutatePickleOfZip, mutateDirectory],
    read: readEveryWay,
  },
  pickle: {
    files: filesOf('pickle'),
    mutations: [mutateBytes, mutatePickle, mutatePickle],
    read: (bytes) => {
      attempt(() => readEveryWay(bytes));
      use(readTorch(bytes));
    },
  },
  tar: {
    files: filesOf('tar'),
    mutations: [mutateBytes, mutatePickle, mutatePickle],
    read: readEveryWay,
  },
  index: {
    files: [new Uint8Array(Buffer.from(JSON.stringify(index)))],
    mutations: [mutateBytes, (bytes, random) => Buffer.from(mutateJson(Buffer.from(bytes).toString(), random))],
    read: (bytes) => {
      attempt(() => void shardNames(bytes));
      attempt(() => void readWeights(bytes));
      readEveryWay(bytes, shards);
    },
  },
};
