import { existsSync, readFileSync } from 'node:fs';
import type { RunRecord } from '../records.ts';
import { openAppended } from './appended-file.ts';

/** `metrics.jsonl`: one record a line, in JSON. */
export interface MetricsFile {
  /** All records up to now. */
  readonly records: readonly RunRecord[];
  readonly add: (record: RunRecord) => void;
  readonly flush: () => void;
  readonly close: () => void;
}

/** Opens the file at its first `count` records; later ones, and a line that was not finished, are dropped. */
export async function openMetrics(path: string, count: number): Promise<MetricsFile> {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  if (lines.length < count) throw new Error(`${path} has ${lines.length} records, and had ${count} at the checkpoint; put the file back, or start another run in another folder`);
  const kept = lines.slice(0, count);
  const file = await openAppended(path, kept.map((line) => `${line}\n`).join(''));
  const records = kept.map((line) => JSON.parse(line) as RunRecord);
  return {
    records,
    add(record) {
      file.add(`${JSON.stringify(record)}\n`);
      records.push(record);
    },
    flush: file.flush,
    close: file.close,
  };
}
