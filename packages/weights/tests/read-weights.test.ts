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

const elsewhere =
  'load it there, and write its weights with safetensors.numpy.save_file, filters as [out, in, height, width]';

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
    ['\x08\x07\x12\x07pytorch', 'is an ONNX model; import it, network and weights: resnet-compile import FILE'],
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
    ['404: Not Found', 'is text (404: Not Found); download the file itself'],
    [
      '<Error><Code>AccessDenied</Code></Error>',
      'is an HTML or XML page, often an error page; open the link in a browser and download the file itself',
    ],
    ['7z\xbc\xaf\x27\x1c\0\x04', 'is a 7z archive; unpack it first'],
    ['Rar!\x1a\x07\x01\0', 'is a RAR archive; unpack it first'],
    ['MATLAB 5.0 MAT-file, Platform: GLNXA64', `is a MATLAB file (MatConvNet); ${elsewhere}`],
    [
      '\x12\x01\0\0\0\0\0\0\0\0\0\0',
      'is weights of MXNet (.params); load them there (mxnet.nd.load), and write them with safetensors.numpy.save_file',
    ],
    [
      `\0\0\0\0\x01${'\0'.repeat(40)}\x57\xfb\x80\x8b\x24\x75\x47\xdb`,
      `is the index of a TensorFlow checkpoint; ${elsewhere}`,
    ],
    ['\x82\xa6params\x81\xa5conv1', `is msgpack (Flax); ${elsewhere}`],
    [
      '\x08\x01\x12\x10\x0a',
      `is a TensorFlow model (saved_model.pb), whose weights stand in the folder variables beside it; ${elsewhere}`,
    ],
    ['\x08\x04\x12\x20\x0a\x10', 'is a Core ML model; use the PyTorch or safetensors file that it was made from'],
    [
      '\x0a\x09ResNet-50\xa2\x06\x18',
      `is a Caffe model; use a PyTorch file of the same network, as torchvision or timm have them, or ${elsewhere}`,
    ],
    [
      '\x0a\x09ResNet-50\x12\x18\x0a',
      `is a Caffe model; use a PyTorch file of the same network, as torchvision or timm have them, or ${elsewhere}`,
    ],
    ['\x0a\x1f\x0a\x05input\x12\x0bPlaceholder', `is a TensorFlow graph (.pb); ${elsewhere}`],
    [
      '\x04\0\0\0\x01\0\0\0\x03\0\0\0',
      'is a file of Torch 7 (.t7); load it with the Python package torchfile, and save a dictionary of tensors',
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
      `pickle${'\0'.repeat(251)}ustar\0`,
      'the file is a tar archive, as a PyTorch file before 0.2 is; convert it: resnet-compile weights convert FILE --model model.ts --out OUT.safetensors; another one has to be unpacked first',
    ],
    [
      'L119547037146038801333356L\n.',
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
