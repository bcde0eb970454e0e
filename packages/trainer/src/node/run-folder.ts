import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { weightsOf } from '../checkpoint-file.ts';
import { latestCheckpoint, saveCheckpoint } from '../checkpoints.ts';
import { runCharts } from '../curves/charts.ts';
import { statusOf } from '../curves/status.ts';
import type { TrainingEvent } from '../events.ts';
import type { Plan } from '../plan.ts';
import type { RunRecord } from '../records.ts';
import { writeCharts } from './curves-file.ts';
import { eventFileName, openEvents } from './event-file.ts';
import { folderStore, removeUnfinished, replaceFile } from './folder-store.ts';
import { openMetrics } from './metrics-file.ts';
import { WritingError } from './writing-error.ts';

/** A run's folder: what a process found in it, and what it adds. */
export interface RunFolder {
  /** The bytes of the checkpoint to go on from. */
  readonly resume: Uint8Array | undefined;
  /** The path of the checkpoint that was kept last; undefined where there is none. */
  readonly lastCheckpoint: () => string | undefined;
  readonly record: (event: TrainingEvent) => Promise<void>;
  /** When a run has ended well. `names` of the state dict, where all steps were made: they become weights.safetensors. */
  readonly finish: (names: readonly string[] | undefined) => Promise<void>;
  readonly close: () => void;
}

export interface RunFolderOptions {
  /** How many of the latest checkpoints stay. */
  readonly keep: number;
  readonly warn: (message: string) => void;
}

/** Between two versions of the page with curves, and until it loads itself again. */
const pageSeconds = 5;

/** Opens a run's folder where the latest whole checkpoint stands: what was recorded after it is dropped, to be made again. */
export async function openRunFolder(out: string, { keep, warn }: RunFolderOptions): Promise<RunFolder> {
  const folder = join(out, 'checkpoints');
  const store = folderStore(folder);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new WritingError(folder, error);
  });
  const found = await latestCheckpoint(store, warn);
  await Promise.all([out, folder].map(removeUnfinished));
  const metrics = await openMetrics(join(out, 'metrics.jsonl'), found?.run.records ?? 0);
  const events = await openEvents(join(out, eventFileName), metrics.records);
  let last = found?.name;
  let plan: Plan | undefined;
  let written = 0;

  const writePage = async (refresh?: number): Promise<void> => {
    written = performance.now();
    await writeCharts(join(out, 'curves.html'), { title: basename(resolve(out)), summary: statusOf(metrics.records, plan!), charts: runCharts(metrics.records), refresh });
  };
  return {
    resume: found?.bytes,
    lastCheckpoint: () => last && join(folder, last),
    async record(event) {
      if (event.kind === 'start') ({ plan } = event);
      const record = recordOf(event);
      if (record) {
        metrics.add(record);
        events.add(record);
        if (performance.now() - written > 1000 * pageSeconds) await writePage(pageSeconds);
      }
      if (event.kind === 'checkpoint') {
        metrics.flush();
        last = await saveCheckpoint(store, { ...event, keep });
      }
    },
    async finish(names) {
      if (last && names) await replaceFile(join(out, 'weights.safetensors'), weightsOf(await store.read(last), names));
      await writePage();
    },
    close() {
      metrics.close();
      events.close();
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
