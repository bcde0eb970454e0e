import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { weightsOf } from '../checkpoint-file.ts';
import { latestCheckpoint, saveCheckpoint } from '../checkpoints.ts';
import type { TrainingEvent } from '../events.ts';
import type { RunRecord } from '../records.ts';
import { folderStore, removeUnfinished, replaceFile } from './folder-store.ts';
import { openMetrics } from './metrics-file.ts';

/** A run's folder: what a process found in it, and what it adds. */
export interface RunFolder {
  /** The bytes of the checkpoint to go on from. */
  readonly resume: Uint8Array | undefined;
  /** The checkpoint that was kept last; undefined where there is none. */
  readonly lastCheckpoint: () => string | undefined;
  readonly record: (event: TrainingEvent) => Promise<void>;
  /** Writes weights.safetensors. */
  readonly writeWeights: (names: readonly string[]) => Promise<void>;
  readonly close: () => void;
}

export interface RunFolderOptions {
  readonly keep: number;
  readonly warn: (message: string) => void;
}

/** Opens a run's folder where the latest whole checkpoint stands: what was recorded after it is dropped, to be made again. */
export async function openRunFolder(out: string, { keep, warn }: RunFolderOptions): Promise<RunFolder> {
  const folder = join(out, 'checkpoints');
  const store = folderStore(folder);
  await mkdir(folder, { recursive: true });
  const found = await latestCheckpoint(store, warn);
  await Promise.all([out, folder].map(removeUnfinished));
  const metrics = await openMetrics(join(out, 'metrics.jsonl'), found?.run.records ?? 0);
  let last = found && { name: found.name, bytes: found.bytes };
  return {
    resume: found?.bytes,
    lastCheckpoint: () => last && join(folder, last.name),
    async record(event) {
      const record = recordOf(event);
      if (record) metrics.add(record);
      if (event.kind !== 'checkpoint') return;
      metrics.flush();
      const name = await saveCheckpoint(store, { ...event, keep });
      last = { name, bytes: event.bytes };
    },
    async writeWeights(names) {
      if (last) await replaceFile(join(out, 'weights.safetensors'), weightsOf(last.bytes, names));
    },
    close: () => metrics.close(),
  };
}

/** The record that an event is; confusions stay out, a million numbers for a thousand classes. */
function recordOf(event: TrainingEvent): RunRecord | undefined {
  if (event.kind === 'step' || event.kind === 'epoch') return event;
  if (event.kind !== 'evaluation') return undefined;
  const { confusion: _, ...record } = event;
  return record;
}
