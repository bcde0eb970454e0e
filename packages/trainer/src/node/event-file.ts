import type { RunRecord } from '../records.ts';
import { eventOf, fileVersion } from '../tensorboard/events.ts';
import { openAppended } from './appended-file.ts';

/** TensorBoard reads every file with `tfevents` in its name. */
export const eventFileName = 'events.out.tfevents.0.resnet-compile';

export interface EventFile {
  readonly add: (record: RunRecord) => void;
  readonly close: () => void;
}

/** The records as TensorBoard reads them, written anew up to now: what a killed process recorded too much goes. */
export async function openEvents(path: string, records: readonly RunRecord[]): Promise<EventFile> {
  const file = await openAppended(path, Buffer.concat(records.map((record, index) => bytesOf(record, index === 0))));
  let isFirst = records.length === 0;
  return {
    add(record) {
      file.add(bytesOf(record, isFirst));
      isFirst = false;
    },
    close: file.close,
  };
}

const bytesOf = (record: RunRecord, isFirst: boolean): Uint8Array =>
  isFirst ? Buffer.concat([fileVersion(record.time), eventOf(record)]) : eventOf(record);
