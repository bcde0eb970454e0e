import { describe, expect, test } from 'vitest';
import { readTorch } from '../src/index.ts';
import { errorOf, expected, fixture, tensorsOf } from './fixture.ts';

describe('reads what PyTorch wrote', () => {
  test.each(['checkpoint-zip.pt', 'checkpoint-legacy.pt', 'checkpoint-protocol4.pt', 'checkpoint-deflated.pt'])(
    '%s: every dtype, strided and shared storages, beside metadata',
    (name) => {
      const found = readTorch(fixture(name));
      const wanted = tensorsOf(expected.checkpoint);
      expect([...found.keys()]).toEqual([...wanted.keys()]);
      for (const [key, tensor] of wanted) expect(found.get(key), key).toEqual(tensor);
    },
  );

  test('bare state dicts, at any address', () => {
    expect(readTorch(fixture('bare-zip.pt'))).toEqual(tensorsOf(expected.bare));
    const legacy = fixture('bare-legacy.pt');
    const odd = Buffer.alloc(legacy.length + 1).subarray(1);
    odd.set(legacy);
    const prefixed = [...tensorsOf(expected.bare)].map(
      ([name, tensor]) => [`module.${name}`, { ...tensor, name: `module.${name}` }] as const,
    );
    expect(readTorch(odd)).toEqual(new Map(prefixed));
  });
});

test.each(['hostile-zip.pt', 'hostile-legacy.pt'])(
  '%s: the state dict beside a call of os.system, which is never run',
  (name) => {
    expect(readTorch(fixture(name))).toEqual(tensorsOf(expected.bare));
  },
);

describe('refuses', () => {
  test('a whole model', () => {
    expect(errorOf(() => readTorch(fixture('whole-model.pt')))).toBe(
      "the file should hold a state dict, a dictionary of tensors by their names, but holds the module itself, an object of the class __main__.Net, which code alone could make; save its state dict, where that code is: torch.save(torch.load(FILE).state_dict(), 'weights.pth')",
    );
  });

  test('another pickle', () => {
    expect(errorOf(() => readTorch(Uint8Array.of(0x80, 4, 0x4e, 0x2e)))).toBe(
      'the file is a pickle, but not of torch.save: the magic number is missing; save model.state_dict() with torch.save',
    );
  });

  test.each(['checkpoint-zip.pt', 'checkpoint-legacy.pt', 'checkpoint-deflated.pt'])(
    '%s truncated at every byte',
    (name) => {
      const bytes = fixture(name);
      for (let length = 0; length < bytes.length; length++) {
        expect(errorOf(() => readTorch(bytes.subarray(0, length)))).toMatch(/truncated|magic number/);
      }
    },
  );
});
