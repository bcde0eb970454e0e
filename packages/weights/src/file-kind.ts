type Kind = {
  readonly is: (start: string, bytes: Uint8Array) => boolean;
  readonly what: string | ((start: string) => string);
};

const begins =
  (...prefixes: readonly string[]): Kind['is'] =>
  (start) =>
    prefixes.some((prefix) => start.startsWith(prefix));

/** What people pass for weights by mistake, and what to do then. */
const kinds: readonly Kind[] = [
  { is: (_, bytes) => bytes.length === 0, what: 'is empty; download it again' },
  { is: begins('version https://git-lfs'), what: 'is a git-lfs pointer, not the file itself; run git lfs pull' },
  {
    is: (start) => /^\s*<(!doctype|html|\?xml)/i.test(start),
    what: 'is an HTML or XML page, often an error page; open the link in a browser and download the file itself',
  },
  { is: begins('\x89HDF'), what: 'is HDF5 (Keras); load it there and save it as safetensors' },
  { is: begins('\x93NUMPY'), what: 'is a NumPy array; save a dictionary of tensors as safetensors' },
  { is: begins('GGUF'), what: 'is GGUF; use the safetensors file of the network' },
  { is: begins('\x1f\x8b'), what: 'is gzip; unpack it first' },
  { is: begins('BZh'), what: 'is bzip2; unpack it first' },
  { is: begins('\xfd7zXZ'), what: 'is xz; unpack it first' },
  { is: begins('\x28\xb5\x2f\xfd'), what: 'is zstd; unpack it first' },
  // A zip archive, or a pickle of protocol 2 and later.
  {
    is: begins('PK\x03\x04', '\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'),
    what: 'is a PyTorch file (or another zip archive); convert it: resnet-compile weights convert FILE --model model.ts --out OUT.safetensors',
  },
  { is: (start) => start.slice(257, 262) === 'ustar', what: 'is a tar archive; unpack it first' },
  {
    is: (start) => start.slice(4, 8) === 'TFL3',
    what: 'is a TensorFlow Lite model; use the safetensors file of the network',
  },
  // A protobuf message of ir_version (field 1, a small varint), then producer_name (2, text), graph (7) or opset (8).
  {
    is: (_, [field, version = Infinity, next]) =>
      field === 8 && version <= 32 && (next === 0x12 || next === 0x3a || next === 0x42),
    what: 'is an ONNX model; use the PyTorch or safetensors file that it was made from',
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

/** The end of a sentence on what a file is; undefined where that is not known. */
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
