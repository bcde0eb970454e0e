import { describe, expect, it } from 'vitest';
import {
  inPlacePairs,
  inPlaceSource,
  lifetimesOf,
  parseProgram,
  placedBytes,
  read,
  readsOf,
  resultOf,
  store,
  strides,
  tensorsOf,
  writesOf,
  type KernelProgram,
} from '../src/index.ts';

describe('layout', () => {
  const buffer = { id: 'a', shape: [3, 5, 4], dtype: 'f32', layout: { pitch: 4, halo: [2, 1] } } as const;

  it('has the halo above and to the left of every image, and once more at the end', () => {
    expect(strides(buffer)).toEqual({ pixel: 4, row: 20, image: 140, origin: 44 });
    expect(placedBytes(buffer)).toEqual({ constant: 44 * 4, perImage: 140 * 4 });
  });

  it('ends with the last pixel of the last halo', () => {
    const { pixel, row, image, origin } = strides(buffer);
    const batch = 3;
    // Height 5 and halo 2, width 4 and halo 1: the last pixel is (6, 4), and has 4 floats.
    expect(origin + (batch - 1) * image + 6 * row + 4 * pixel + 4).toBe(origin + batch * image);
    // The first is (−2, −1).
    expect(origin - 2 * row - pixel).toBe(0);
  });

  it('is dense without halo', () => {
    expect(strides({ id: 'a', shape: [3, 5, 4], layout: { pitch: 3, halo: [0, 0] } })).toEqual({
      pixel: 3,
      row: 12,
      image: 60,
      origin: 0,
    });
  });

  it('has to be chosen', () => expect(() => strides({ id: 'a', shape: [1, 1, 1] })).toThrow('buffer a has no layout'));
});

const plus = 'map reads(%b) {"of":"add(x0, x1)"}';
const plusA = plus.replace('%b', '%a');
const ofC = 'store writes(%c) {"channel":0}';
const ofY = 'store writes(%y) {"channel":0}';
const program = (...epilogue: readonly string[]): KernelProgram =>
  parseProgram(`program %net (
  prepare %w = constant {"values":[1]} : f32[1,1,1,1]
  prepare %b = constant {"values":[1]} : f32[1]
  prepare %v = constant {"values":[2]} : f32[1]
  activation %x : f32[1,2,2]
  activation %a : f32[1,2,2]
  activation %b : f32[1,2,2]
  activation %c : f32[1,2,2]
  activation %y : f32[1,2,2]
  input %x
  kernel %0 = copy reads(%x) : f32[1,2,2]
    store writes(%a) {"channel":0}
  kernel %1 = copy reads(%x) : f32[1,2,2]
    store writes(%b) {"channel":0}
  kernel %2 = convolution reads(%a) tensors(%w) {"kernel":[1,1],"stride":[1,1],"padding":[0,0,0,0],"dilation":[1,1],"groups":1} : f32[1,2,2]
    ${epilogue.join('\n')}
  kernel %3 = copy reads(%c) : f32[1,2,2]
    store writes(%y) {"channel":0}
  return %y
)`);
const usual = program(
  'map tensors(%b) {"of":"add(x0, x1)"}',
  plus,
  'map tensors(%v, %b) {"of":"add(multiply(x0, x1), x2)"}',
  'map {"of":"max(x0, 0)"}',
  ofC,
);

it('what kernels use', () => {
  const kernel = usual.kernels[2]!;
  expect(readsOf(kernel)).toEqual(['a', 'b']);
  expect(writesOf(kernel)).toEqual(['c']);
  expect(tensorsOf(kernel)).toEqual(['w', 'b', 'v', 'b']);
  expect(resultOf(kernel)).toBe('c');
});

it('lifetimes: from the first write to the last read, the caller before and after', () => {
  expect(Object.fromEntries(lifetimesOf(usual))).toEqual({
    x: { first: -1, last: 1 },
    a: { first: 0, last: 2 },
    b: { first: 1, last: 2 },
    c: { first: 2, last: 3 },
    y: { first: 3, last: 4 },
  });
});

/** What kernel 2 may store its result over. */
const sourceIn = (of: KernelProgram, result = 'c', change: (id: string) => object = () => ({})): string | undefined => {
  const bufferOf = (id: string) => ({ ...of.buffers.find((buffer) => buffer.id === id)!, ...change(id) });
  return inPlaceSource(of.kernels[2]!, 2, bufferOf(result), bufferOf, lifetimesOf(of));
};

describe('inPlaceSource', () => {
  it('is what the kernel adds last of all', () => expect(sourceIn(usual)).toBe('b'));
  it('is nothing where nothing is added', () => expect(sourceIn(program(ofC))).toBeUndefined());
  it('is not what the core reads', () => expect(sourceIn(program(plusA, ofC))).toBeUndefined());
  it('is another addend where the first will not do', () => expect(sourceIn(program(plusA, plus, ofC))).toBe('b'));
  it('is not what is added through a view', () =>
    expect(sourceIn(program(plus.replace('%b', '%b {"stride":[2,1],"before":0,"after":0}'), ofC))).toBeUndefined());
  it("has the result's layout", () =>
    expect(sourceIn(usual, 'c', (id) => ({ layout: { pitch: id === 'b' ? 4 : 1, halo: [0, 0] } }))).toBeUndefined());
  it("has the result's shape", () =>
    expect(sourceIn(usual, 'c', (id) => (id === 'c' ? { shape: [2, 2, 2] } : {}))).toBeUndefined());
  it('is for any store after it is read', () => {
    const two = program(plus, ofY, ofC);
    expect(sourceIn(two, 'y')).toBe('b');
    expect(sourceIn(two, 'c')).toBe('b');
    expect(inPlacePairs(two).map(({ source, result }) => [source, result])).toContainEqual(['b', 'y']);
  });
  it('is not for a store before it is read', () => {
    const two = program(ofY, plus, ofC);
    expect(sourceIn(two, 'y')).toBeUndefined();
    expect(sourceIn(two, 'c')).toBe('b');
  });
  it('is not what is read later', () => {
    const later = {
      ...usual,
      kernels: usual.kernels.map((kernel, at) =>
        at === 3 ? { ...kernel, core: { ...kernel.core, reads: [read('b')] } } : kernel,
      ),
    } as KernelProgram;
    expect(sourceIn(later)).toBeUndefined();
  });
  it('is not for a result that an earlier kernel began', () => {
    const begun = {
      ...usual,
      kernels: usual.kernels.map((kernel, at) =>
        at === 0 ? { ...kernel, epilogue: [...kernel.epilogue, store('c', 1)] } : kernel,
      ),
    } as KernelProgram;
    expect(sourceIn(begun)).toBeUndefined();
  });
});
