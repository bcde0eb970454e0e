import { decodeText } from './byte-reader.ts';

type Kind = { readonly is: (start: string, bytes: Uint8Array) => boolean; readonly what: string };

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
  { is: (start) => start.slice(257, 262) === 'ustar', what: 'is a tar archive; unpack it first' },
  { is: (start) => start.slice(4, 8) === 'TFL3', what: 'is a TensorFlow Lite model; use the safetensors file of the network' },
  // A protobuf message of ir_version (field 1, a small varint), then producer_name (2, text), graph (7) or opset (8).
  {
    is: (_, [field, version, next]) => field === 8 && version! <= 32 && (next === 0x12 || next === 0x3a || next === 0x42),
    what: 'is an ONNX model; use the PyTorch or safetensors file that it was made from',
  },
];

/** A sentence's end on what the file is, or its first bytes if that is not known. */
export function describeFile(bytes: Uint8Array): string {
  const start = Array.from(bytes.subarray(0, 512), (byte) => String.fromCharCode(byte)).join('');
  const kind = kinds.find(({ is }) => is(start, bytes));
  if (kind !== undefined) return kind.what;
  const hex = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = decodeText(bytes.subarray(0, 16)).replace(/[^ -~]/g, '.');
  return `has ${bytes.length} bytes that begin with ${hex} ("${text}"), which is neither; download it again`;
}
