import { describe, expect, test } from 'vitest';
import { readWeights, writeSafetensors } from '../src/index.ts';
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

describe('says what it was given', () => {
  test.each([
    ['', 'is empty; download it again'],
    ['<!DOCTYPE html><html>', 'is an HTML or XML page, often an error page; open the link in a browser and download the file itself'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:4d7a', 'is a git-lfs pointer, not the file itself; run git lfs pull'],
    ['\x08\x07\x12\x07pytorch', 'is an ONNX model; use the PyTorch or safetensors file that it was made from'],
    ['\x89HDF\r\n\x1a\n', 'is HDF5 (Keras); load it there and save it as safetensors'],
    ['\x1f\x8b\x08', 'is gzip; unpack it first'],
    ['Not Found', 'has 9 bytes that begin with 4e 6f 74 20 46 6f 75 6e ("Not Found"), which is neither; download it again'],
  ])('%j', (text, what) => {
    expect(errorOf(() => readWeights(ofText(text), 'net.pt'))).toBe(`net.pt: safetensors or a PyTorch file was expected, but the file ${what}`);
  });

  test('names the file in every error', () => {
    expect(errorOf(() => readWeights(fixture('whole-model.pt'), 'whole.pt'))).toMatch(/^whole\.pt: the pickle asks for __main__\.Net;/);
    expect(errorOf(() => readWeights(ofText('PK\x03\x04'), 'a.pt'))).toBe('a.pt: the zip archive is truncated: the last of its 4 bytes hold no end record; get the file again');
  });
});
