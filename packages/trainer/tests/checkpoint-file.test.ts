import { readSafetensors, writeSafetensors } from '@resnet-compile/weights';
import { beforeAll, expect, test } from 'vitest';
import { readCheckpoint, writeCheckpoint } from '../src/checkpoint-file.ts';
import { latestCheckpoint, saveCheckpoint, type CheckpointStore } from '../src/checkpoints.ts';
import { crc32c } from '../src/crc32c.ts';
import { settingOf } from '../src/run-setting.ts';
import { startState } from '../src/run-state.ts';
import { smallModule } from './small-module.ts';

const run = {
  ...startState(
    3,
    20,
    settingOf({ batchSize: 16 }, { accumulate: 1 }, 60, () => 0.1),
  ),
  step: 41,
  records: 44,
  epoch: { images: 16, loss: 0.1 + 0.2, correct: 3, skipped: 0 },
};
let network: Uint8Array;
let bytes: Uint8Array;
beforeAll(async () => {
  network = await (await smallModule().load({ seed: 1 })).checkpoint();
  bytes = writeCheckpoint(network, run);
});

test('CRC-32C: the examples of RFC 3720, B.4', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, index) => index);
  expect(
    [
      new Uint8Array(32),
      new Uint8Array(32).fill(255),
      ascending,
      ascending.slice().reverse(),
      new TextEncoder().encode('123456789'),
    ].map((some) => crc32c(some).toString(16)),
  ).toEqual(['8a9136aa', '62a8ab43', '46dd794e', '113fdb5c', 'e3069283']);
});

test("what is written is read, and the tensors are the network's", async () => {
  expect(readCheckpoint(bytes)).toEqual(run);
  expect(readSafetensors(bytes)).toEqual(readSafetensors(network));
  const other = await smallModule().load({ seed: 2 });
  await other.restore(bytes);
  expect(Buffer.from(await other.checkpoint()).equals(network)).toBe(true);
});

test('a change of any bit of the header, and of bits all over the data, is found', () => {
  const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const places = [
    ...Array.from({ length: header }, (_, at) => at),
    ...Array.from({ length: 500 }, (_, k) => header + Math.floor(((bytes.length - header) * k) / 500)),
    bytes.length - 1,
  ];
  const unnoticed = places.filter((at) => {
    const changed = bytes.slice();
    changed[at]! ^= 1 << (at % 8);
    try {
      readCheckpoint(changed);
      return true;
    } catch (error) {
      return (error as Error).name !== 'CheckpointError';
    }
  });
  expect(unnoticed).toEqual([]);
});

test('a file that is cut anywhere is found', () => {
  for (let length = 0; length < bytes.length; length += 97)
    expect(() => readCheckpoint(bytes.subarray(0, length))).toThrow(
      expect.objectContaining({
        name: 'CheckpointError',
        message: expect.stringContaining('the checkpoint is damaged'),
      }),
    );
});

test('other files', () => {
  expect(() => readCheckpoint(network)).toThrow(
    'this is no checkpoint of a run: its metadata has no state and checksum; start a run from such a file by loading it as weights',
  );
  expect(() => readCheckpoint(writeSafetensors([], { checksum: '00000000', run: '{}' }))).toThrow(
    'the checkpoint is damaged',
  );
});

test('a store is handed bytes that are not shared, wherever they come from, and only those of the checkpoint', async () => {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  const store: CheckpointStore<ArrayBuffer> = {
    names: async () => [...kept.keys()],
    read: async (name) => kept.get(name)!,
    write: async (name, some) => void kept.set(name, some),
    remove: async (name) => void kept.delete(name),
  };
  for (const [step, memory] of [new SharedArrayBuffer(bytes.length + 9), new ArrayBuffer(bytes.length + 9)].entries()) {
    const part = new Uint8Array(memory, 5, bytes.length);
    part.set(bytes);
    await saveCheckpoint(store, { step, bytes: part, isBest: false, keep: 3 });
    const found = (await latestCheckpoint(store, () => undefined))!;
    expect(await new Blob([found.bytes]).bytes()).toEqual(bytes);
  }
});

test('options of what keeps checkpoints', async () => {
  const store: CheckpointStore<ArrayBuffer> = {
    names: async () => [],
    read: async () => new Uint8Array(),
    write: async () => undefined,
    remove: async () => undefined,
  };
  const save = { step: 1, bytes, isBest: false, keep: 3 };
  await expect(saveCheckpoint(store, { ...save, kep: 1 } as never)).rejects.toThrow(
    'saveCheckpoint: there is no option "kep"; did you mean keep? There are kind, step, bytes, isBest, keep',
  );
  await expect(saveCheckpoint(store, { ...save, keep: 0 })).rejects.toThrow(
    'saveCheckpoint: keep is 0; expected a whole number of at least 1',
  );
  await expect(saveCheckpoint({} as never, save)).rejects.toThrow(
    'saveCheckpoint: the store is {}; expected a store such as opfsStore gives',
  );
  await expect(latestCheckpoint(store, undefined as never)).rejects.toThrow(
    'latestCheckpoint: what hears of damaged ones is undefined; expected a function of a message such as console.warn',
  );
});
