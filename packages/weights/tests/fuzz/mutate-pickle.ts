import { mutateBytes, type Mutate } from './mutate-bytes.ts';
import type { Random } from './random.ts';

const text = (value: string): string => `X${String.fromCharCode(value.length)}\0\0\0${value}`;

/** Pieces of pickles that mean something: opcodes with their arguments, and calls of what makes tensors. */
const pieces: readonly string[] = [
  ...'().012NRabdeilostu]}\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94Q',
  ...'h\0 h\x01 h\x05 q\0 q\x05 j\0\0\0\0 j\xff\xff\xff\xff r\xff\xff\xff\x7f g0\n p0\n g-1\n'.split(' '),
  ...'K\0 K\x01 K\xff M\xff\xff J\0\0\0\x80 J\xff\xff\xff\x7f I01\n L9999999999999999999L\n F1e999\n'.split(' '),
  ...'G\x7f\xf8\0\0\0\0\0\0 \x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f \x8b\xff\xff\xff\x7f X\xff\xff\xff\xff'.split(' '),
  ...'\x8e\xff\xff\xff\xff\xff\xff\xff\x7f B\xff\xff\xff\x7f \x95\0\0\0\0\0\0\0\0 \x80\x02 \x80\x63'.split(' '),
  ...'\x82\x01 \x97 Sa\n Va\\u2028\n Pa\n cos\nsystem\n c__builtin__\neval\n cbuiltins\ngetattr\n'.split(' '),
  ...'ccollections\nOrderedDict\n ctorch\nFloatStorage\n ctorch\nByteStorage\n ctorch\nSize\n'.split(' '),
  ...'ctorch._utils\n_rebuild_tensor_v2\n ctorch._utils\n_rebuild_parameter\n ctorch\nTensor\n'.split(' '),
  ...'ctorch._tensor\n_rebuild_from_type_v2\n ctorch.nn.modules.linear\nLinear\n'.split(' '),
  ...'2\x86 (t )R }b ]2a }2s ((((((((( N\x85R 2R 2e (h\x05h\x05h\x05e'.split(' '),
  ...['__proto__', 'constructor', 'state_dict', 'storage', '0', 'fc.weight', 'hacked\n\x1b[2J'].map(text),
];

const lengths = [1, 1, 1, 2, 3, 8, 1000];

function inserted(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  const piece = Buffer.from(random.pick(pieces).repeat(random.pick(lengths)), 'latin1');
  return new Uint8Array(Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + random.pick([0, 0, 1, 2]))]));
}

/** Pieces put in, or over what is there, among edits of bytes. */
export const mutatePickle: Mutate = (bytes, random, others) => {
  let mutated = bytes;
  for (let count = 1 + random.below(4); count > 0; count--)
    mutated = random.below(4) ? inserted(mutated, random) : mutateBytes(mutated, random, others);
  return mutated;
};
