type Kind = {
  readonly is: (start: string, bytes: Uint8Array) => boolean;
  readonly what: string | ((start: string) => string);
};

const begins =
  (...prefixes: readonly string[]): Kind['is'] =>
  (start) =>
    prefixes.some((prefix) => start.startsWith(prefix));

const asArrays =
  'load it there, and write its weights with safetensors.numpy.save_file, filters as [out, in, height, width]';

/** A protobuf message that begins with a text in field 1, and goes on with one of `next`. */
const namedMessage =
  (...next: readonly string[]): Kind['is'] =>
  (start) => {
    const length = start.charCodeAt(1);
    return (
      start[0] === '\n' &&
      length > 0 &&
      length < 128 &&
      /^[ -~]+$/.test(start.slice(2, 2 + length)) &&
      next.some((tag) => start.startsWith(tag, 2 + length))
    );
  };

/** What people pass for weights by mistake, and what to do then. */
const kinds: readonly Kind[] = [
  { is: (_, bytes) => bytes.length === 0, what: 'is empty; download it again' },
  { is: begins('version https://git-lfs'), what: 'is a git-lfs pointer, not the file itself; run git lfs pull' },
  {
    is: (start) => /^\s*<(!doctype|html|\?xml|[a-z]+>)/i.test(start),
    what: 'is an HTML or XML page, often an error page; open the link in a browser and download the file itself',
  },
  { is: begins('\x89HDF'), what: 'is HDF5 (Keras); load it there and save it as safetensors' },
  { is: begins('\x93NUMPY'), what: 'is a NumPy array; save a dictionary of tensors as safetensors' },
  { is: begins('GGUF'), what: 'is GGUF; use the safetensors file of the network' },
  { is: begins('\x1f\x8b'), what: 'is gzip; unpack it first' },
  { is: begins('BZh'), what: 'is bzip2; unpack it first' },
  { is: begins('\xfd7zXZ'), what: 'is xz; unpack it first' },
  { is: begins('\x28\xb5\x2f\xfd'), what: 'is zstd; unpack it first' },
  { is: begins('7z\xbc\xaf\x27\x1c'), what: 'is a 7z archive; unpack it first' },
  { is: begins('Rar!\x1a\x07'), what: 'is a RAR archive; unpack it first' },
  // A zip archive, a pickle of protocol 2 and later, or the magic number in earlier ones.
  {
    is: begins('PK\x03\x04', '\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05', 'L119547037146038801333356L'),
    what: 'is a PyTorch file (or another zip archive); convert it: resnet-compile weights convert FILE --model model.ts --out OUT.safetensors',
  },
  {
    is: (start) => start.slice(257, 262) === 'ustar',
    what: 'is a tar archive, as a PyTorch file before 0.2 is; convert it: resnet-compile weights convert FILE --model model.ts --out OUT.safetensors; another one has to be unpacked first',
  },
  { is: begins('MATLAB '), what: 'is a MATLAB file (MatConvNet); ' + asArrays },
  {
    is: begins('\x12\x01\0\0\0\0\0\0'),
    what: 'is weights of MXNet (.params); load them there (mxnet.nd.load), and write them with safetensors.numpy.save_file',
  },
  {
    is: (start) => start.slice(4, 8) === 'TFL3',
    what: 'is a TensorFlow Lite model; use the safetensors file of the network',
  },
  // A table of LevelDB ends with its magic number.
  {
    is: (_, bytes) =>
      [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb].every((byte, at) => bytes[bytes.length - 8 + at] === byte),
    what: 'is the index of a TensorFlow checkpoint; ' + asArrays,
  },
  // A map of up to 15 keys, or of 16 bits of them, the first a short text.
  {
    is: (start) => /^(?:[\x81-\x8f]|\xde..)[\xa1-\xbf][\w.]/s.test(start),
    what: 'is msgpack (Flax); ' + asArrays,
  },
  // Protobuf messages. SavedModel: its schema's version (1), then graphs; Core ML: a version, then a description, a message.
  {
    is: begins('\x08\x01\x12'),
    what: 'is a TensorFlow model (saved_model.pb), whose weights stand in the folder variables beside it; ' + asArrays,
  },
  {
    is: (start, [, version = Infinity]) =>
      start[0] === '\b' && version <= 32 && start[2] === '\x12' && start[4] === '\n',
    what: 'is a Core ML model; use the PyTorch or safetensors file that it was made from',
  },
  // ir_version (field 1, a small varint), then producer_name (2, text), graph (7) or opset (8).
  {
    is: (_, [field, version = Infinity, next]) =>
      field === 8 && version <= 32 && (next === 0x12 || next === 0x3a || next === 0x42),
    what: 'is an ONNX model; import it, network and weights: resnet-compile import FILE',
  },
  // The network's name, then layers (field 100, or 2 of old ones) or inputs (3).
  {
    is: namedMessage('\xa2\x06', '\x12', '\x1a'),
    what: 'is a Caffe model; use a PyTorch file of the same network, as torchvision or timm have them, or ' + asArrays,
  },
  // A graph begins with a node, which begins with its name.
  {
    is: (start) => /^\n[^]{1,3}\n/.test(start) && /(Placeholder|Const|VariableV?2?|Identity)/.test(start),
    what: 'is a TensorFlow graph (.pb); ' + asArrays,
  },
  {
    is: begins('\x04\0\0\0\x01\0\0\0', '\x03\0\0\0\x01\0\0\0'),
    what: 'is a file of Torch 7 (.t7); load it with the Python package torchfile, and save a dictionary of tensors',
  },
  {
    is: (start) => /^\s*[{[]/.test(start) && isText(start),
    what: (start) =>
      `is JSON text (${cut(start)}), as a server's error message or an index of weights, and holds none itself`,
  },
  { is: isText, what: (start) => `is text (${cut(start)}); download the file itself` },
];

function isText(start: string): boolean {
  return start.length > 0 && /^[\t\n\r -~\x80-\xff]+$/.test(start);
}

const cut = (start: string): string =>
  (start.length > 60 ? `${start.slice(0, 57)}…` : start).replace(/\s+/g, ' ').trim();

/**
 * What a file is that is taken for another by mistake, and what to do then: `is gzip; unpack it first`. Undefined where that is
 * not known.
 */
export function kindOfFile(bytes: Uint8Array): string | undefined {
  const start = Array.from(bytes.subarray(0, 512), (byte) => String.fromCharCode(byte)).join('');
  const what = kinds.find(({ is }) => is(start, bytes))?.what;
  return typeof what === 'function' ? what(start) : what;
}

/** The same, or the first bytes of the file. */
export function describeFile(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = Array.from(bytes.subarray(0, 16), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  ).join('');
  return (
    kindOfFile(bytes) ??
    `has ${bytes.length} bytes that begin with ${hex} ("${text}"), which is neither; download it again`
  );
}
