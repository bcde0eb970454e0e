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

/**
 * Opens the file at its first `count` records; later ones, and a line that was not finished, are dropped. An editor may have
 * taken the last line's end away, or written others.
 *
 * @param checkpoint the path of the checkpoint that had as many
 * @throws {MetricsError} where there are fewer, or a line is no record; nothing is written then.
 */
export async function openMetrics(path: string, count: number, checkpoint: string | undefined): Promise<MetricsFile> {
  const written = existsSync(path)
    ? read(path)
        .replace(/^\ufeff/, '')
        .split(/\r?\n/)
    : [];
  const lines = recordOf(written.at(-1) ?? '') ? written : written.slice(0, -1);
  const advice = `put the file back, or start another run in another folder; without the records, the run goes on by resume: readFileSync(${JSON.stringify(checkpoint)}) in place of out`;
  if (lines.length < count)
    throw new MetricsError(
      `${path} ${existsSync(path) ? `has ${lines.length} records` : 'is not there'}, and had ${count} records at the checkpoint: ${advice}`,
    );
  const kept = lines.slice(0, count);
  const records = kept.map(
    (line, index) =>
      recordOf(line) ??
      fail(
        `${path}, line ${index + 1}: found ${JSON.stringify(line.slice(0, 60))}; expected a record in JSON: ${advice}`,
      ),
  );
  const file = await openAppended(path, kept.map((line) => `${line}\n`).join(''));
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

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return fail(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/** The records of a run are not those that its checkpoint had. */
export class MetricsError extends Error {
  override readonly name = 'MetricsError';
}

const kinds: readonly unknown[] = ['step', 'epoch', 'evaluation'] satisfies readonly RunRecord['kind'][];

function recordOf(line: string): RunRecord | undefined {
  try {
    const record = JSON.parse(line) as RunRecord | null;
    return record && kinds.includes(record.kind) ? record : undefined;
  } catch {
    return undefined;
  }
}

function fail(message: string): never {
  throw new MetricsError(message);
}
