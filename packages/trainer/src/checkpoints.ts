import { CheckpointError, readCheckpoint } from './checkpoint-file.ts';
import type { RunState } from './run-state.ts';

/** A place for checkpoints: a folder, or what a host has instead. */
export interface CheckpointStore {
  readonly names: () => Promise<readonly string[]>;
  readonly read: (name: string) => Promise<Uint8Array>;
  /** All bytes or none, whatever happens meanwhile; what stood under the name goes only once they are kept. */
  readonly write: (name: string, bytes: Uint8Array) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
}

export const bestName = 'best.safetensors';
const nameOf = (step: number): string => `step-${String(step).padStart(8, '0')}.safetensors`;
const isStep = (name: string): boolean => /^step-\d{8,}\.safetensors$/.test(name);

export interface SaveOptions {
  readonly step: number;
  readonly bytes: Uint8Array;
  readonly isBest: boolean;
  /** How many of the latest stay. */
  readonly keep: number;
}

/** Keeps a checkpoint, reads it back, and only then drops what is older than the latest few. */
export async function saveCheckpoint(store: CheckpointStore, { step, bytes, isBest, keep }: SaveOptions): Promise<string> {
  // The best one first: a process that is killed in between goes on from the step before, and comes here again.
  for (const name of isBest ? [bestName, nameOf(step)] : [nameOf(step)]) {
    await store.write(name, bytes);
    readCheckpoint(await store.read(name));
  }
  const steps = (await stepsOf(store)).filter((name) => name <= nameOf(step));
  for (const name of steps.slice(keep)) await store.remove(name);
  return nameOf(step);
}

export interface FoundCheckpoint {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly run: RunState;
}

/**
 * The latest checkpoint that is whole; `onDamaged` hears of later ones that are not. @throws {CheckpointError} where there are
 * checkpoints, and none of them is whole.
 */
export async function latestCheckpoint(store: CheckpointStore, onDamaged: (message: string) => void): Promise<FoundCheckpoint | undefined> {
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
  if (names.length) throw new CheckpointError(`none of the checkpoints ${names.join(', ')} is whole; put one back, or start another run in another folder`);
  return undefined;
}

/** The latest first. */
const stepsOf = async (store: CheckpointStore): Promise<readonly string[]> => (await store.names()).filter(isStep).sort().reverse();
