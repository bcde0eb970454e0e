import { describe, expect, test } from 'vitest';
import { readSafetensors, readWeights, writeSafetensors } from '../src/index.ts';
import { errorOf, fixture, tensor } from './fixture.ts';

const ofText = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

test.each(['official.safetensors', 'checkpoint-zip.pt', 'checkpoint-legacy.pt'])('%s', (name) => {
  expect(readWeights(fixture(name)).get('num_batches_tracked')!.data[0]).toBe(7);
});

test("safetensors whose header's length begins like a pickle", () => {
  const short = writeSafetensors([tensor('', [0])]).length - 8;
  const bytes = writeSafetensors([tensor('x'.repeat(0x0280 - short), [0])]);
  expect([bytes[0], bytes[1]]).toEqual([0x80, 2]);
  expect(readWeights(bytes).size).toBe(1);
});

test('of a training checkpoint, the state', () => {
  const tensors = ['a.weight', 'optimizer.0.a.weight', 'average.a.weight'].map((name) => tensor(name, [1]));
  const format = (text: string): string[] => [...readWeights(writeSafetensors(tensors, { format: text })).keys()];
  expect(format('resnet-compile checkpoint 1')).toEqual(['a.weight']);
  expect(format('pt')).toHaveLength(3);
});

describe('says what it was given', () => {
  test.each([
    ['', 'is empty; download it again'],
    [
      '<!DOCTYPE html><html>',
      'is an HTML or XML page, often an error page; open the link in a browser and download the file itself',
    ],
    [
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a',
      'is a git-lfs pointer, not the file itself; run git lfs pull',
    ],
    ['\x08\x07\x12\x07pytorch', 'is an ONNX model; use the PyTorch or safetensors file that it was made from'],
    ['\x89HDF\r\n\x1a\n', 'is HDF5 (Keras); load it there and save it as safetensors'],
    ['\x1f\x8b\x08', 'is gzip; unpack it first'],
    ['BZh91AY', 'is bzip2; unpack it first'],
    ['\xfd7zXZ\0', 'is xz; unpack it first'],
    ['\x28\xb5\x2f\xfd\x04', 'is zstd; unpack it first'],
    ['Not Found', 'is text (Not Found); download the file itself'],
    [
      '\n{"error": "no such model"}',
      'is JSON text ({"error": "no such model"}), as a server\'s error message or an index of weights, and holds none itself',
    ],
    ['\x01\x02\x03', 'has 3 bytes that begin with 01 02 03 ("..."), which is neither; download it again'],
  ])('%j', (text, what) => {
    expect(errorOf(() => readWeights(ofText(text), 'net.pt'))).toBe(
      `net.pt: safetensors or a PyTorch file was expected, but the file ${what}`,
    );
  });

  test.each([
    [
      'PK\x03\x04',
      'the file is a PyTorch file (or another zip archive); convert it: resnet-compile weights convert FILE --model model.ts --out OUT.safetensors',
    ],
    [
      '\x80\x02\x8a\nl\xfc',
      'the file is a PyTorch file (or another zip archive); convert it: resnet-compile weights convert FILE --model model.ts --out OUT.safetensors',
    ],
    [
      '<html>',
      'the file is an HTML or XML page, often an error page; open the link in a browser and download the file itself',
    ],
    ['', 'the file is empty; download it again'],
    [
      '\x01\x02\x03',
      'the file has 3 bytes and begins with "\\u0001\\u0002\\u0003"; expected a safetensors file: download it again, or convert a PyTorch file: resnet-compile weights convert IN --model model.ts --out OUT.safetensors',
    ],
    [
      '\xff\0\0\0\0\0\0\0{"a":',
      'the header should take bytes 8 to 263, but the file has 13 bytes; the file is truncated: download it again',
    ],
  ])('where safetensors alone are read: %j', (text, what) => {
    expect(errorOf(() => readSafetensors(ofText(text)))).toBe(`safetensors: ${what}`);
  });

  test('names the file in every error', () => {
    expect(errorOf(() => readWeights(fixture('whole-model.pt'), 'whole.pt'))).toMatch(
      /^whole\.pt: the file should hold a state dict/,
    );
    expect(errorOf(() => readWeights(ofText('PK\x03\x04'), 'a.pt'))).toBe(
      'a.pt: the zip archive is truncated: the last of its 4 bytes hold no end record; get the file again',
    );
  });
});
