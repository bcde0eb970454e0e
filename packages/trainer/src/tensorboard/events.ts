import { crc32c } from '../crc32c.ts';
import type { RunRecord } from '../records.ts';
import { double, float, int64, message, text, type Field } from './protobuf.ts';

/**
 * TensorBoard's event files: TFRecords of Event messages.
 * https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto and summary.proto
 */

/** What every event file begins with. */
export const fileVersion = (time: number): Uint8Array => tfRecord([...double(1, time), ...text(3, 'brain.Event:2')]);

/** A record as an event of scalars. */
export function eventOf(record: RunRecord): Uint8Array {
  const scalars = Object.entries(scalarsOf(record)).map(([tag, value]): Field =>
    message(1, [...text(1, tag), ...float(2, value)]),
  );
  return tfRecord([...double(1, record.time), ...int64(2, record.step), ...message(5, scalars.flat())]);
}

function scalarsOf(record: RunRecord): Readonly<Record<string, number>> {
  if (record.kind === 'step')
    return { 'train/loss': record.loss, 'train/accuracy': record.accuracy, 'train/learning_rate': record.learningRate };
  if (record.kind === 'epoch') return { 'epoch/loss': record.loss, 'epoch/accuracy': record.accuracy };
  return { 'test/loss': record.loss, 'test/top1': record.top1, 'test/top5': record.top5 };
}

/**
 * Length as u64, its checksum, the data, theirs; checksums are CRC-32C, rotated and shifted.
 * https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
function tfRecord(data: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, masked(crc32c(bytes.subarray(0, 8))), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(crc32c(bytes.subarray(12, 12 + data.length))), true);
  return bytes;
}

const masked = (checksum: number): number => (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
