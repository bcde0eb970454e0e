/** WebAssembly instructions as nested byte lists; operands come first, as in the binary format. */
export type Code = number | readonly Code[];

export const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return bytes;
};

const signed = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -64 || rest >= 64; rest >>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest & 127);
  return bytes;
};

export type Local = { readonly index: number; readonly type: 'i32' | 'f32' | 'v128' };

/** What is written over and over is made once: modules emit their kernels when they are loaded. */
const once = (make: (value: number) => Code): ((value: number) => Code) => {
  const made = new Map<number, Code>();
  return (value) => {
    const known = made.get(value);
    if (known) return known;
    const code = make(value);
    made.set(value, code);
    return code;
  };
};
const getting = once((index) => [0x20, ...unsigned(index)]);
const setting = once((index) => [0x21, ...unsigned(index)]);
const i32Const = once((value) => [0x41, ...signed(value)]);

export const get = (local: Local): Code => getting(local.index);
export const set = (local: Local, value: Code): Code => [value, setting(local.index)];

const unary =
  (opcode: Code) =>
  (a: Code): Code => [a, opcode];
const binary =
  (opcode: Code) =>
  (a: Code, b: Code): Code => [a, b, opcode];
const simd = (opcode: number): readonly number[] => [0xfd, ...unsigned(opcode)];
const relaxedMadd = simd(0x105);
/** Alignment hint of 4 bytes. */
const accessing = (opcode: number) => once((offset) => [...simd(opcode), 2, ...unsigned(offset)]);
const [loading, splatting, storing] = [accessing(0x00), accessing(0x09), accessing(0x0b)];

export const i32 = {
  const: i32Const,
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  divU: binary(0x6e),
  remU: binary(0x70),
  eq: binary(0x46),
  ltU: binary(0x49),
  ltS: binary(0x48),
  and: binary(0x71),
  divS: binary(0x6d),
  remS: binary(0x6f),
  shiftRight: (value: Code, bits: number): Code => [value, i32Const(bits), 0x76],
  eqz: (value: Code): Code => [value, 0x45],
  load: (address: Code, offset = 0): Code => [address, 0x28, 2, unsigned(offset)],
  drop: (value: Code): Code => [value, 0x1a],
  select: (yes: Code, no: Code, condition: Code): Code => [yes, no, condition, 0x1b],
};

/** Adds a constant; nothing where it is 0. */
export const plus = (value: Code, amount: number): Code => (amount === 0 ? value : i32.add(value, i32.const(amount)));

export const f32x4 = {
  splat: unary(simd(0x13)),
  replaceLane: (vector: Code, lane: number, value: Code): Code => [vector, value, simd(0x20), lane],
  ne: binary(simd(0x42)),
  gt: binary(simd(0x44)),
  ge: binary(simd(0x46)),
  abs: unary(simd(0xe0)),
  neg: unary(simd(0xe1)),
  sqrt: unary(simd(0xe3)),
  add: binary(simd(0xe4)),
  sub: binary(simd(0xe5)),
  mul: binary(simd(0xe6)),
  div: binary(simd(0xe7)),
  /** b < a ? b : a */
  pmin: binary(simd(0xea)),
  /** a < b ? b : a; one instruction on x86 and Arm, unlike `max`. */
  pmax: binary(simd(0xeb)),
  /** Of signed integers. */
  convert: unary(simd(0xfa)),
  /** a · b + c, fused or not as the processor has it. */
  relaxedMadd: (a: Code, b: Code, c: Code): Code => [a, b, c, relaxedMadd],
};

export const v128 = {
  load: (address: Code, offset = 0): Code => [address, loading(offset)],
  load32Splat: (address: Code, offset = 0): Code => [address, splatting(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [address, value, storing(offset)],
  store32Lane: (address: Code, value: Code, offset: number, lane: number): Code => [
    address,
    value,
    simd(0x5a),
    2,
    unsigned(offset),
    lane,
  ],
  /** The vector with one lane from memory. */
  load32Lane: (address: Code, value: Code, offset: number, lane: number): Code => [
    address,
    value,
    simd(0x56),
    2,
    unsigned(offset),
    lane,
  ],
  and: binary(simd(0x4e)),
  or: binary(simd(0x50)),
  xor: binary(simd(0x51)),
  /** The bits of a where the mask has ones, of b elsewhere. */
  bitselect: (a: Code, b: Code, mask: Code): Code => [a, b, mask, simd(0x52)],
  zero: [simd(0x0c), Array.from({ length: 16 }, () => 0)] as Code,
  ones: [simd(0x0c), Array.from({ length: 16 }, () => 255)] as Code,
};

export const i32x4 = {
  splat: unary(simd(0x11)),
  add: binary(simd(0xae)),
  sub: binary(simd(0xb1)),
  mul: binary(simd(0xb5)),
  shiftLeft: (value: Code, bits: number): Code => [value, i32.const(bits), simd(0xab)],
  shiftRight: (value: Code, bits: number): Code => [value, i32.const(bits), simd(0xad)],
  greaterOrEqual: binary(simd(0x3f)),
  /** Lanes 0 to 3 are a's, 4 to 7 b's. */
  shuffle: (a: Code, b: Code, lanes: readonly number[]): Code => [
    a,
    b,
    simd(0x0d),
    lanes.map((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  ],
  const: (lanes: readonly number[]): Code => [
    simd(0x0c),
    lanes.map((lane) => [0, 8, 16, 24].map((shift) => (lane >>> shift) & 255)),
  ],
};

const f32Bytes = new DataView(new ArrayBuffer(4));
export const f32Const = (value: number): Code => {
  f32Bytes.setFloat32(0, value, true);
  return [0x43, [0, 1, 2, 3].map((index) => f32Bytes.getUint8(index))];
};
export const f32 = {
  load: (address: Code): Code => [address, 0x2a, 2, 0],
  store: (address: Code, value: Code): Code => [address, value, 0x38, 2, 0],
  add: binary(0x92),
  mul: binary(0x94),
  div: binary(0x95),
};
export const f32FromUnsigned = (value: Code): Code => [value, 0xb3];

const noResult = 0x40;
export const when = (condition: Code, body: Code): Code => [condition, 0x04, noResult, body, 0x0b];
export const whenElse = (condition: Code, body: Code, otherwise: Code): Code => [
  condition,
  0x04,
  noResult,
  body,
  0x05,
  otherwise,
  0x0b,
];

/** Runs the body until the condition after it is zero. */
export const doWhile = (body: Code, condition: Code): Code => [0x03, noResult, body, condition, 0x0d, 0, 0x0b];
