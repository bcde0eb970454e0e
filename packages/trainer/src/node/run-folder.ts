import { basename, join, resolve } from 'node:path';
import { weightsOf, type WeightsOptions } from '../checkpoint-file.ts';
import { latestCheckpoint, saveCheckpoint, type CheckpointStore, type FoundCheckpoint } from '../checkpoints.ts';
import { runCharts } from '../curves/charts.ts';
import { statusOf } from '../curves/status.ts';
import type { TrainingEvent } from '../events.ts';
import type { Plan } from '../plan.ts';
import type { RunRecord } from '../records.ts';
import { writeCharts } from './curves-file.ts';
import { eventFileName, openEvents, type EventFile } from './event-file.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { folderStore, makeFolder, removeUnfinished, replaceFile } from './folder-store.ts';
import { openMetrics, type MetricsFile } from './metrics-file.ts';

/** A run's folder: what a process found in it, and what it adds once the run has started. */
export interface RunFolder {
  /** The bytes of the checkpoint to go on from. */
  readonly resume: Uint8Array | undefined;
  /** The path of the checkpoint that was kept last; undefined where there is none. */
  readonly lastCheckpoint: () => string | undefined;
  readonly record: (event: TrainingEvent) => Promise<void>;
  /** When a run has ended well. `names` of the state dict, where all steps were made: they become weights.safetensors; with `average`, those of the average. */
  readonly finish: (names: readonly string[] | undefined, options: WeightsOptions) => Promise<void>;
  readonly close: () => void;
}

export interface RunFolderOptions {
  /** How many of the latest checkpoints stay. */
  readonly keep: number;
  readonly warn: (message: string) => void;
}

/** Between two versions of the page with curves, and until it loads itself again. */
const pageSeconds = 5;

/**
 * Opens a run's folder for this process alone, where the latest whole checkpoint stands. Nothing in it changes until the run
 * starts; then what was recorded after the checkpoint is dropped, to be made again.
 * @throws {FolderInUseError} where another trainer works in it.
 */
export async function openRunFolder(out: string, { keep, warn }: RunFolderOptions): Promise<RunFolder> {
  const folder = join(out, 'checkpoints');
  const store = folderStore(folder);
  await makeFolder(folder);
  const lock = await lockFolder(out);
  try {
    return openLocked(out, { keep, lock, store, found: await latestCheckpoint(store, warn) });
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Locked {
  readonly keep: number;
  readonly lock: FolderLock;
  readonly store: CheckpointStore;
  readonly found: FoundCheckpoint | undefined;
}

/** What there is from a run's start on. */
interface Started {
  readonly plan: Plan;
  readonly metrics: MetricsFile;
  readonly events: EventFile;
}

function openLocked(out: string, { keep, lock, store, found }: Locked): RunFolder {
  const folder = join(out, 'checkpoints');
  let last = found && join(folder, found.name);
  let started: Started | undefined;
  let written = 0;

  const start = async (plan: Plan): Promise<void> => {
    const metrics = await openMetrics(join(out, 'metrics.jsonl'), found?.run.records ?? 0, last);
    await Promise.all([out, folder].map(removeUnfinished));
    started = { plan, metrics, events: await openEvents(join(out, eventFileName), metrics.records) };
  };
  const files = (): Started => {
    if (!started) throw new Error(`nothing can be recorded in ${out}: its run has not told of its start`);
    return started;
  };
  const writePage = async (refresh?: number): Promise<void> => {
    const {
      plan,
      metrics: { records },
    } = files();
    written = performance.now();
    await writeCharts(join(out, 'curves.html'), {
      title: basename(resolve(out)),
      summary: statusOf(records, plan),
      charts: runCharts(records),
      ...(refresh === undefined ? {} : { refresh }),
    });
  };
  return {
    resume: found?.bytes,
    lastCheckpoint: () => last,
    async record(event) {
      if (event.kind === 'start') await start(event.plan);
      const record = recordOf(event);
      if (record) {
        files().metrics.add(record);
        files().events.add(record);
        if (performance.now() - written > 1000 * pageSeconds) await writePage(pageSeconds);
      }
      if (event.kind === 'checkpoint') {
        lock.check();
        files().metrics.flush();
        last = join(
          folder,
          await saveCheckpoint(store, { step: event.step, bytes: event.bytes, isBest: event.isBest, keep }),
        );
      }
    },
    async finish(names, options) {
      if (last && names)
        await replaceFile(
          join(out, 'weights.safetensors'),
          weightsOf(await store.read(basename(last)), names, options),
        );
      await writePage();
    },
    close() {
      started?.metrics.close();
      started?.events.close();
      lock.release();
    },
  };
}

/** The record that an event is; confusions stay out, a million numbers for a thousand classes. */
function recordOf(event: TrainingEvent): RunRecord | undefined {
  if (event.kind === 'step' || event.kind === 'epoch') return event;
  if (event.kind !== 'evaluation') return undefined;
  const { confusion: _, ...record } = event;
  return record;
}
