import { decodeText } from './byte-reader.ts';
import { integerOfBytes, parseFloatText, parseInteger, unescapeUnicode, unquote } from './pickle-literals.ts';
import { weight, type PickleMachine } from './pickle-machine.ts';
import { Placeholder, type PickleValue } from './pickle-values.ts';

type Opcode = (machine: PickleMachine) => void;

const line = (m: PickleMachine): string => decodeText(m.reader.line());
const text = (m: PickleMachine, length: number): void => m.push(decodeText(m.reader.take(length)));
const bytes = (m: PickleMachine, length: number): void => m.push(m.reader.take(length));
const pairs = (items: readonly unknown[]): [unknown, unknown][] =>
  Array.from({ length: Math.floor(items.length / 2) }, (_, i) => [items[2 * i], items[2 * i + 1]]);
const placeholder = (m: PickleMachine, name: string): void => m.push(new Placeholder(name));

/** Protocol 0's memo indices are decimal lines. */
function index(m: PickleMachine): number {
  const value = parseInteger(line(m));
  return typeof value === 'number' ? value : m.fail('a memo index is no number');
}

function global(m: PickleMachine, module: string, name: string): PickleValue {
  m.spend(weight);
  return m.meaning.global(module, name);
}

function container<Made extends Map<PickleValue, PickleValue> | Set<PickleValue>>(m: PickleMachine, made: Made): void {
  m.spend(weight);
  m.push(made);
}

/** Python's pickletools lists all of these: https://github.com/python/cpython/blob/main/Lib/pickletools.py. */
const table: Readonly<Record<string, Opcode>> = {
  // Structure of the stream.
  '\x80': (m) => void (m.reader.u8() > 5 && m.fail('its protocol is newer than 5')), // PROTO
  '\x95': (m) => void m.reader.u64(), // FRAME: only a hint for buffering
  '(': (m) => m.mark(),
  '0': (m) => void (m.stack.length > 0 ? m.pop() : m.popMark()), // POP
  '1': (m) => void m.popMark(), // POP_MARK
  '2': (m) => m.push(m.top()), // DUP

  // Literals.
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m) => m.push(parseInteger(line(m)) ?? m.fail('an integer was expected')), // INT
  L: (m) => m.push(parseInteger(line(m)) ?? m.fail('an integer was expected')), // LONG
  J: (m) => m.push(m.reader.i32()), // BININT
  K: (m) => m.push(m.reader.u8()), // BININT1
  M: (m) => m.push(m.reader.u16()), // BININT2
  '\x8a': (m) =>
    m.push(integerOfBytes(m.reader.take(m.reader.u8())) ?? m.fail('an integer of at most 1024 bytes was expected')), // LONG1
  '\x8b': (m) =>
    m.push(integerOfBytes(m.reader.take(m.reader.u32())) ?? m.fail('an integer of at most 1024 bytes was expected')), // LONG4
  F: (m) => m.push(parseFloatText(line(m)) ?? m.fail('a number was expected')), // FLOAT
  G: (m) => m.push(m.reader.f64BigEndian()), // BINFLOAT
  S: (m) => m.push(unquote(line(m)) ?? m.fail('a quoted string was expected')), // STRING
  V: (m) => m.push(unescapeUnicode(line(m))), // UNICODE
  T: (m) => text(m, m.reader.u32()), // BINSTRING
  U: (m) => text(m, m.reader.u8()), // SHORT_BINSTRING
  X: (m) => text(m, m.reader.u32()), // BINUNICODE
  '\x8c': (m) => text(m, m.reader.u8()), // SHORT_BINUNICODE
  '\x8d': (m) => text(m, m.reader.u64()), // BINUNICODE8
  B: (m) => bytes(m, m.reader.u32()), // BINBYTES
  C: (m) => bytes(m, m.reader.u8()), // SHORT_BINBYTES
  '\x8e': (m) => bytes(m, m.reader.u64()), // BINBYTES8
  '\x96': (m) => bytes(m, m.reader.u64()), // BYTEARRAY8

  // Containers. Tuples are arrays, as lists are.
  ']': (m) => m.push([]),
  l: (m) => m.push(m.popMark()), // LIST
  a: (m) => m.append([m.pop()]), // APPEND
  e: (m) => m.append(m.popMark()), // APPENDS
  ')': (m) => m.push([]),
  t: (m) => m.push(m.popMark()), // TUPLE
  '\x85': (m) => m.push(m.popTuple(1)),
  '\x86': (m) => m.push(m.popTuple(2)),
  '\x87': (m) => m.push(m.popTuple(3)),
  '}': (m) => container(m, new Map()),
  d: (m) => container(m, new Map(pairs(m.popMark()))), // DICT
  s: (m) => m.setItems(m.popTuple(2)), // SETITEM
  u: (m) => m.setItems(m.popMark()), // SETITEMS
  '\x8f': (m) => container(m, new Set()),
  '\x90': (m) => m.add(m.popMark()), // ADDITEMS
  '\x91': (m) => container(m, new Set(m.popMark())), // FROZENSET

  // The memo.
  p: (m) => m.remember(index(m)), // PUT
  q: (m) => m.remember(m.reader.u8()), // BINPUT
  r: (m) => m.remember(m.reader.u32()), // LONG_BINPUT
  '\x94': (m) => m.remember(m.memo.size), // MEMOIZE
  g: (m) => m.recall(index(m)), // GET
  h: (m) => m.recall(m.reader.u8()), // BINGET
  j: (m) => m.recall(m.reader.u32()), // LONG_BINGET

  // Names and calls. Nothing is looked up in the host.
  c: (m) => m.push(global(m, line(m), line(m))), // GLOBAL
  '\x93': (m) => {
    const name = m.popText(); // STACK_GLOBAL
    m.push(global(m, m.popText(), name));
  },
  R: (m) => {
    const args = m.pop(); // REDUCE
    m.call(m.pop(), args);
  },
  '\x81': (m) => {
    const args = m.pop(); // NEWOBJ
    m.call(m.pop(), args);
  },
  '\x92': (m) => {
    const [target, args, keywords] = m.popTuple(3); // NEWOBJ_EX
    const given: readonly unknown[] = Array.isArray(args) ? args : m.fail('a call has arguments that are no tuple');
    m.spend(given.length);
    m.call(target, [...given, keywords]);
  },
  i: (m) => {
    const args = m.popMark(); // INST
    m.call(global(m, line(m), line(m)), args);
  },
  o: (m) => {
    const [target, ...args] = m.popMark(); // OBJ
    m.call(target, args);
  },
  b: (m) => m.build(),
  P: (m) => m.push(m.meaning.persistent(line(m))), // PERSID
  Q: (m) => m.push(m.meaning.persistent(m.pop())), // BINPERSID
  // Codes of the registry of the process that wrote the file, and buffers beside it: nobody has them.
  '\x82': (m) => placeholder(m, `extension ${m.reader.u8()}`),
  '\x83': (m) => placeholder(m, `extension ${m.reader.u16()}`),
  '\x84': (m) => placeholder(m, `extension ${m.reader.i32()}`),
  '\x97': (m) => placeholder(m, 'out-of-band buffer'), // NEXT_BUFFER
  '\x98': () => {}, // READONLY_BUFFER
};

/** The opcodes of protocols 0 to 5 by their byte, STOP excepted. */
export const pickleOpcodes: ReadonlyMap<number, Opcode> = new Map(
  Object.entries(table).map(([code, run]) => [code.charCodeAt(0), run]),
);
