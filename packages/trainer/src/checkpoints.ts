import { boolean, checkOptions, checkValue, fileBytes, required } from '@resnet-compile/options';
import { anything, functionOf, wholeFrom, withMethods } from './kinds.ts';
import { CheckpointError, readCheckpoint } from './checkpoint-file.ts';
import type { RunState } from './run-state.ts';

/** A place for checkpoints: a folder, or what a host has instead. */
export interface CheckpointStore<Memory extends ArrayBufferLike = ArrayBufferLike> {
  /** The names of all that it holds, in any order. */
  readonly names: () => Promise<readonly string[]>;
  /** The bytes under a name that it holds. */
  readonly read: (name: string) => Promise<Uint8Array<Memory>>;
  /** All bytes or none, whatever happens meanwhile; what stood under the name goes only once they are kept. */
  readonly write: (name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** Drops what stands under a name. */
  readonly remove: (name: string) => Promise<void>;
}

const storeKind = withMethods('a store such as opfsStore gives', 'names', 'read', 'write', 'remove');

export const bestName = 'best.safetensors';
const nameOf = (step: number): string => `step-${String(step).padStart(8, '0')}.safetensors`;
const isStep = (name: string): boolean => /^step-\d{8,}\.safetensors$/.test(name);

/** The checkpoint to keep, as the event `checkpoint` tells of it. */
export interface SaveOptions {
  /** The event's, so that it can be handed on as it is. */
  readonly kind?: 'checkpoint';
  /** Steps made; the name follows from it. */
  readonly step: number;
  /** A safetensors file. */
  readonly bytes: Uint8Array;
  /** Whether it is kept as the best one besides. */
  readonly isBest: boolean;
  /** How many of the latest stay. */
  readonly keep: number;
}

/** Keeps a checkpoint, reads it back, and only then drops what is older than the latest few. */
export async function saveCheckpoint(store: CheckpointStore, options: SaveOptions): Promise<string> {
  checkValue('saveCheckpoint: the store', store, storeKind);
  checkOptions<SaveOptions>('saveCheckpoint', options, {
    kind: anything,
    step: required(wholeFrom(0)),
    bytes: required(fileBytes),
    isBest: required(boolean),
    keep: required(wholeFrom(1)),
  });
  const { step, bytes, isBest, keep } = options;
  // The best one first: a process that is killed in between goes on from the step before, and comes here again.
  for (const name of isBest ? [bestName, nameOf(step)] : [nameOf(step)]) {
    await store.write(name, unshared(bytes));
    readCheckpoint(await store.read(name));
  }
  const steps = (await stepsOf(store)).filter((name) => name <= nameOf(step));
  for (const name of steps.slice(keep)) await store.remove(name);
  return nameOf(step);
}

/** A checkpoint that was read back whole. */
export interface FoundCheckpoint<Memory extends ArrayBufferLike = ArrayBufferLike> {
  /** In its store. */
  readonly name: string;
  /** A safetensors file, for `resume` of `train`. */
  readonly bytes: Uint8Array<Memory>;
  /** Where the run stood. */
  readonly run: RunState;
}

/**
 * The latest checkpoint that is whole; `onDamaged` hears of later ones that are not. @throws {CheckpointError} where there are
 * checkpoints, and none of them is whole.
 */
export async function latestCheckpoint<Memory extends ArrayBufferLike>(
  store: CheckpointStore<Memory>,
  onDamaged: (message: string) => void,
): Promise<FoundCheckpoint<Memory> | undefined> {
  checkValue('latestCheckpoint: the store', store, storeKind);
  checkValue(
    'latestCheckpoint: what hears of damaged ones',
    onDamaged,
    functionOf('a function of a message such as console.warn'),
  );
  const names = await stepsOf(store);
  for (const name of names) {
    try {
      const bytes = await store.read(name);
      return { name, bytes, run: readCheckpoint(bytes) };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      onDamaged(`${name}: ${error.message}`);
    }
  }
  if (names.length)
    throw new CheckpointError(
      `none of the checkpoints ${names.join(', ')} is whole; put one back, or start another run in another folder`,
    );
  return undefined;
}

/** The latest first. */
const stepsOf = async (store: CheckpointStore): Promise<readonly string[]> =>
  (await store.names()).filter(isStep).sort().reverse();

/** Bytes that files and streams take: what other threads can write to, they refuse. */
const unshared = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
