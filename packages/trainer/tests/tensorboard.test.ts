import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'hash-wasm';
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { constant, train, type RunRecord } from '../src/index.ts';
import { openTest, openTraining } from './small-data.ts';
import { newFolder, smallModule } from './small-module.ts';

// Out of TensorBoard's own definitions: tensorboard/compat/proto/event.proto and summary.proto.
const { root } = protobuf.parse(
  `syntax = "proto3";
message Event { double wall_time = 1; int64 step = 2; oneof what { string file_version = 3; bytes graph_def = 4; Summary summary = 5; } }
message Summary { message Value { string tag = 1; oneof value { float simple_value = 2; } } repeated Value value = 1; }`,
  { keepCase: true },
);
const Event = root.lookupType('Event');

interface EventMessage {
  readonly wall_time: number;
  readonly step: string;
  readonly file_version?: string;
  readonly summary?: { readonly value: readonly { readonly tag: string; readonly simple_value: number }[] };
}

const masked = (crc: number): number =>
  Number((((BigInt(crc) >> 15n) | (BigInt(crc) << 17n)) + 0xa282ead8n) & 0xffffffffn);
const crc32c = async (bytes: Uint8Array): Promise<number> => Number.parseInt(await crc32(bytes, 0x82f63b78), 16);

/** The records of a TFRecord file. @throws where a length or a checksum is not right. */
async function readTfRecords(file: Buffer): Promise<readonly Buffer[]> {
  const records: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    expect(file.readUInt32LE(at + 8)).toBe(masked(await crc32c(file.subarray(at, at + 8))));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(file.readUInt32LE(at + 12 + length)).toBe(masked(await crc32c(data)));
    records.push(data);
    at += 16 + length;
  }
  return records;
}

test('another reader of protocol buffers and TFRecords finds every record in the event file, checksums included', async () => {
  const out = newFolder();
  await train({
    network: await smallModule().load({ seed: 1 }),
    data: { train: openTraining(), test: openTest },
    epochs: 2,
    schedule: constant(0.01),
    out,
    progress: false,
  });
  const records = readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunRecord);
  const file = readFileSync(join(out, 'events.out.tfevents.0.resnet-compile'));
  const events = (await readTfRecords(file)).map(
    (data) => Event.toObject(Event.decode(data), { longs: String }) as EventMessage,
  );
  expect(events[0]).toEqual({ wall_time: records[0]!.time, file_version: 'brain.Event:2' });
  expect(events.length).toBe(1 + records.length);
  for (const [index, record] of records.entries()) {
    const { wall_time, step, summary } = events[index + 1]!;
    expect([wall_time, step]).toEqual([record.time, String(record.step)]);
    const scalars = Object.fromEntries(summary!.value.map(({ tag, simple_value }) => [tag, simple_value]));
    const expected =
      record.kind === 'step'
        ? { 'train/loss': record.loss, 'train/accuracy': record.accuracy, 'train/learning_rate': record.learningRate }
        : record.kind === 'epoch'
          ? { 'epoch/loss': record.loss, 'epoch/accuracy': record.accuracy }
          : { 'test/loss': record.loss, 'test/top1': record.top1, 'test/top5': record.top5 };
    expect(scalars).toEqual(
      Object.fromEntries(Object.entries(expected).map(([tag, value]) => [tag, Math.fround(value)])),
    );
  }
  // A flipped bit is found by this reader: the check can fail.
  const flipped = Buffer.from(file);
  flipped[100]! ^= 4;
  await expect(readTfRecords(flipped)).rejects.toThrow();
});
