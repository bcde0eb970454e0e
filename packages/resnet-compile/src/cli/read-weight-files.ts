import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shardNames, WeightsError } from '@resnet-compile/weights';
import { UserError } from './user-error.ts';

/** A file of weights; with an index, the files that it names, as far as they stand beside it. */
export interface WeightFiles {
  readonly bytes: Uint8Array;
  readonly shards?: ReadonlyMap<string, Uint8Array>;
}

/** @throws {UserError} where a file cannot be read. @throws {WeightsError} where an index names what is not in its folder. */
export async function readWeightFiles(path: string): Promise<WeightFiles> {
  const bytes = await read(path);
  const names = namesOf(path, bytes);
  if (names === undefined) return { bytes };
  const shards = new Map<string, Uint8Array>();
  for (const name of names) {
    const shard = await read(join(dirname(path), name), true);
    if (shard) shards.set(name, shard);
  }
  return { bytes, shards };
}

function namesOf(path: string, bytes: Uint8Array): readonly string[] | undefined {
  try {
    return shardNames(bytes);
  } catch (error) {
    if (error instanceof WeightsError) throw new UserError(`${path}: ${error.message}\nnothing was written.`);
    throw error;
  }
}

async function read(path: string): Promise<Uint8Array>;
async function read(path: string, mayBeMissing: true): Promise<Uint8Array | undefined>;
async function read(path: string, mayBeMissing = false): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (mayBeMissing && code === 'ENOENT') return undefined;
    throw new UserError(`cannot read ${path}: ${reasons[code] ?? message}; nothing was written.`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};
