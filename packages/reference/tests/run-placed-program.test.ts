import {
  parseProgram,
  placedBytes,
  verifyProgram,
  type BufferDeclaration,
  type KernelProgram,
  type Layout,
  type Placement,
} from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { runPlacedProgram, runProgram, toState, toValues } from '../src/index.ts';

const convolution = '{"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1}';

/** A residual block, a max-pool with padding, and a concatenation of the block with its strided and padded input. */
const logical = parseProgram(`program %block (
  parameter "w" : f32[3,3,3,3]
  prepare %w = parameter {"name":"w","kind":"parameter"} : f32[3,3,3,3]
  activation %x : f32[3,5,4]
  activation %a : f32[3,5,4]
  activation %b : f32[3,5,4]
  activation %c : f32[3,5,4]
  activation %p : f32[7,3,2]
  activation %m : f32[7,1,1]
  input %x
  kernel %one = convolution reads(%x) tensors(%w) ${convolution} : f32[3,5,4] tile {"pixels":1,"channels":1,"block":1}
    map {"of":"max(x0, 0)"}
    store writes(%a) {"channel":0}
  kernel %two = convolution reads(%a) tensors(%w) ${convolution} : f32[3,5,4] tile {"pixels":1,"channels":1,"block":1}
    map reads(%x) {"of":"add(x0, x1)"}
    map {"of":"max(x0, 0)"}
    store writes(%b) {"channel":0}
  kernel %three = convolution reads(%b) tensors(%w) ${convolution} : f32[3,5,4] tile {"pixels":1,"channels":1,"block":1}
    store writes(%c) {"channel":0}
  kernel %pool = max_pool reads(%c) {"kernel":[3,3],"stride":[2,2],"padding":[1,1,1,1]} : f32[3,3,2]
    store writes(%p) {"channel":0}
  kernel %shortcut = copy reads(%b {"stride":[2,2],"before":0,"after":1}) : f32[4,3,2]
    store writes(%p) {"channel":3}
  kernel %mean = mean reads(%p) {"of":"x0"} : f32[7,1,1]
    store writes(%m) {"channel":0}
  return %m
)`);

const state = toState([['w', { shape: [3, 3, 3, 3], data: Array.from({ length: 81 }, (_, i) => Math.sin(i)) }]]);
const images = (batch: number) =>
  toValues({ shape: [batch, 3, 5, 4], data: Array.from({ length: batch * 60 }, (_, i) => Math.cos(i)) });

/** Places buffers one behind the other, but for those that take another's place. */
function place(
  program: KernelProgram,
  layout: (buffer: BufferDeclaration) => Layout,
  over: Readonly<Record<string, string>> = {},
): KernelProgram {
  let next: Placement = { constant: 0, perImage: 0 };
  const placements = new Map<string, Placement>();
  const buffers = program.buffers.map((buffer) => {
    const laid = { ...buffer, layout: layout(buffer) };
    const placement = placements.get(over[buffer.id] ?? '') ?? next;
    if (placement === next) {
      const { constant, perImage } = placedBytes(laid);
      next = { constant: next.constant + constant / 4, perImage: next.perImage + perImage / 4 };
    }
    placements.set(buffer.id, placement);
    return { ...laid, placement };
  });
  return { ...program, target: 'test', buffers };
}
const wide = ({ shape }: BufferDeclaration): Layout => ({ pitch: Math.ceil(shape[0] / 4) * 4, halo: [1, 1] });
const expected = (batch: number) => Array.from(runProgram(logical, { images: images(batch), state }).data);
const placed = (program: KernelProgram, batch: number) =>
  Array.from(runPlacedProgram(program, { images: images(batch), state }).data);

describe('a right plan gives the logical result', () => {
  it.each<readonly [string, KernelProgram]>([
    ['no halo: bounds are checked', place(logical, ({ shape }) => ({ pitch: shape[0], halo: [0, 0] }))],
    ['a halo of one, a pitch of four', place(logical, wide)],
    [
      'a halo wider than the padding, of different sides',
      place(logical, ({ shape }) => ({ pitch: shape[0] + 1, halo: [2, 3] })),
    ],
    ['a halo on the rows alone', place(logical, ({ shape }) => ({ pitch: shape[0], halo: [1, 0] }))],
    ['in place over what is added', place(logical, wide, { b: 'x' })],
    ['in the memory of a dead buffer', place(logical, wide, { b: 'x', c: 'a' })],
  ])('%s', (_, program) => {
    verifyProgram(program);
    for (const batch of [1, 3])
      placed(program, batch).forEach((value, i) => expect(value).toBeCloseTo(expected(batch)[i]!, 12));
  });
});

it.each([2, 4] as const)(
  'Winograd of %i outputs a side reads its padding from the halo, and no further',
  (winograd) => {
    const algorithm = (program: KernelProgram): KernelProgram => ({
      ...program,
      kernels: program.kernels.map((kernel) =>
        kernel.tile ? { ...kernel, tile: { ...kernel.tile, winograd } } : kernel,
      ),
    });
    for (const halo of [
      [0, 0],
      [1, 1],
      [2, 3],
      [1, 0],
    ] as const) {
      const program = algorithm(place(logical, ({ shape }) => ({ pitch: shape[0], halo })));
      placed(program, 2).forEach((value, i) => expect(value).toBeCloseTo(expected(2)[i]!, 12));
    }
    expect(placed(algorithm(place(logical, wide, { a: 'x' })), 2).some(Number.isNaN)).toBe(true);
  },
);

describe('a wrong plan gives a wrong result', () => {
  it.each<readonly [string, KernelProgram]>([
    ['a result over what its core reads', place(logical, wide, { a: 'x' })],
    ['a result over a value that is read later', place(logical, wide, { c: 'b' })],
    [
      'a result over a value that it adds, of another layout',
      place(logical, (buffer) => (buffer.id === 'b' ? { pitch: 4, halo: [1, 2] } : wide(buffer)), { b: 'x' }),
    ],
  ])('%s', (_, program) => {
    expect(() => verifyProgram(program)).toThrow('overlap');
    expect(placed(program, 2).some(Number.isNaN)).toBe(true);
  });

  it('a halo that another buffer writes into', () => {
    const program = place(logical, wide);
    const shift = (id: string, by: number): KernelProgram => ({
      ...program,
      buffers: program.buffers.map((buffer) =>
        buffer.id === id
          ? { ...buffer, placement: { ...buffer.placement!, constant: buffer.placement!.constant + by } }
          : buffer,
      ),
    });
    // 24 floats are the halo above and to the left of %a: shared with that below %x it stays zero …
    expect(placed(shift('a', -24), 1)).toEqual(placed(program, 1));
    // … one pixel further, the first of %a is the last of that halo, which the first convolution reads.
    expect(() => verifyProgram(shift('a', -28))).toThrow('buffers x and a live at the same time and overlap');
    expect(placed(shift('a', -28), 1).some(Number.isNaN)).toBe(true);
  });

  it('no placement at all', () => {
    expect(() => placed(logical, 1)).toThrow('buffer x has no layout');
    const laid = { ...logical, buffers: logical.buffers.map((buffer) => ({ ...buffer, layout: wide(buffer) })) };
    expect(() => placed(laid, 1)).toThrow('buffer x has no placement');
  });
});
