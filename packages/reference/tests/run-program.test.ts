import { parseProgram, verifyProgram, type KernelProgram } from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { runProgram, toState, toValues, type Values } from '../src/index.ts';

const values = (shape: readonly number[], ...data: readonly number[]): Values => toValues({ shape, data });
const ramp = (...shape: readonly number[]): Values =>
  toValues({ shape, data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1) });

/** A program on %x : 2×2×2 of one kernel; `result`: the type of %y. */
const kernel = (core: string, result: string, ...steps: readonly string[]): KernelProgram => {
  const program = parseProgram(`program %one (
    parameter "w" : f32[2,2]
    parameter "v" : f32[2]
    prepare %w = parameter {"name":"w","kind":"parameter"} : f32[2,2]
    prepare %v = parameter {"name":"v","kind":"parameter"} : f32[2]
    prepare %c = constant {"values":[10,20]} : f32[2]
    prepare %s = map %v, %c, %c {"of":"add(multiply(x0, x1), x2)"} : f32[2]
    prepare %f = constant {"values":[1,1,2,0]} : f32[2,2,1,1]
    prepare %g = scale_filters %f, %c : f32[2,2,1,1]
    prepare %bs = map %c, %v {"of":"divide(x0, sqrt(add(x1, 2)))"} : f32[2]
    prepare %bt = map %c, %v, %bs {"of":"subtract(x0, multiply(x1, x2))"} : f32[2]
    activation %x : f32[2,2,2]
    activation %y : f32[${result}]
    input %x
    kernel %k = ${core} : f32[${result}]
      ${[...steps, 'store writes(%y) {"channel":0}'].join('\n')}
    return %y
  )`);
  verifyProgram(program);
  return program;
};
const state = toState([
  ['w', { shape: [2, 2], data: [1, 2, 3, 4] }],
  ['v', { shape: [2], data: [2, 7] }],
]);

describe('cores and epilogues, worked out on paper on the map 1…4, 5…8', () => {
  it.each<readonly [string, string, readonly string[], readonly number[]]>([
    [
      'convolution reads(%x) tensors(%f) {"kernel":[1,1],"stride":[1,1],"padding":[0,0,0,0],"dilation":[1,1],"groups":1}',
      '2,2,2',
      [],
      [6, 8, 10, 12, 2, 4, 6, 8],
    ],
    [
      'convolution reads(%x) tensors(%g) {"kernel":[1,1],"stride":[2,2],"padding":[0,0,0,0],"dilation":[1,1],"groups":1}',
      '2,1,1',
      [],
      [60, 40],
    ],
    ['max_pool reads(%x) {"kernel":[2,2],"stride":[1,1],"padding":[0,0,0,0]}', '2,1,1', [], [4, 8]],
    [
      'average_pool reads(%x) {"kernel":[2,2],"stride":[2,2],"padding":[1,1,1,1],"counted":[0,0,0,0]}',
      '2,2,2',
      [],
      [1, 2, 3, 4, 5, 6, 7, 8],
    ],
    ['mean reads(%x) {"of":"x0"}', '2,1,1', [], [2.5, 6.5]],
    ['mean reads(%x) {"of":"x0"}', '2,1,1', ['map tensors(%v) {"of":"add(x0, x1)"}'], [4.5, 13.5]],
    // v·c + c = 30, 160
    ['mean reads(%x) {"of":"x0"}', '2,1,1', ['map tensors(%c, %s) {"of":"add(multiply(x0, x1), x2)"}'], [55, 290]],
    // 10/√(2 + 2), 20/√(7 + 2); 10 − 2·5, 20 − 7·20/3
    [
      'mean reads(%x) {"of":"x0"}',
      '2,1,1',
      ['map tensors(%bs, %bt) {"of":"add(multiply(x0, x1), x2)"}'],
      [12.5, (6.5 * 20) / 3 + 20 - 140 / 3],
    ],
    ['copy reads(%x)', '2,2,2', [], [1, 2, 3, 4, 5, 6, 7, 8]],
    ['copy reads(%x {"stride":[2,2],"before":1,"after":1})', '4,1,1', [], [0, 1, 5, 0]],
    [
      'copy reads(%x)',
      '2,2,2',
      ['map tensors(%c) {"of":"add(x0, x1)"}', 'map reads(%x) {"of":"add(x0, x1)"}'],
      [12, 14, 16, 18, 30, 32, 34, 36],
    ],
    [
      'copy reads(%x {"stride":[2,2],"before":0,"after":1})',
      '3,1,1',
      ['map reads(%x {"stride":[2,2],"before":1,"after":0}) {"of":"add(x0, x1)"}'],
      [1, 6, 5],
    ],
  ])('%s %s %j', (core, shape, steps, expected) => {
    const result = runProgram(kernel(core, shape, ...steps), { images: ramp(1, 2, 2, 2), state });
    expected.forEach((value, index) => expect(result.data[index]).toBeCloseTo(value, 12));
    expect(result.data).toHaveLength(expected.length);
  });

  it('a ReLU, and a store that hands its value on', () => {
    const program = parseProgram(`program %relu (
      activation %x : f32[1,1,2]
      activation %before : f32[1,1,2]
      activation %y : f32[2,1,2]
      input %x
      kernel %a = copy reads(%x) : f32[1,1,2]
        store writes(%before) {"channel":0}
        map {"of":"max(x0, 0)"}
        store writes(%y) {"channel":0}
      kernel %b = copy reads(%before) : f32[1,1,2]
        store writes(%y) {"channel":1}
      return %y
    )`);
    verifyProgram(program);
    const result = runProgram(program, { images: values([2, 1, 1, 2], -1, 2, 3, -4), state });
    expect(result).toEqual(values([2, 2, 1, 2], 0, 2, -1, 2, 3, 0, 3, -4));
  });

  it('a matrix product, as N×C', () => {
    const program = parseProgram(`program %head (
      parameter "w" : f32[3,2]
      prepare %w = parameter {"name":"w","kind":"parameter"} : f32[3,2]
      activation %x : f32[2,1,1]
      activation %y : f32[3,1,1]
      input %x
      kernel %a = matrix_product reads(%x) tensors(%w) : f32[3,1,1]
        store writes(%y) {"channel":0}
      return %y
    )`);
    const run = { images: ramp(2, 2, 1, 1), state: toState([['w', { shape: [3, 2], data: [1, 0, 0, 1, 1, 1] }]]) };
    expect(runProgram(program, run)).toEqual(values([2, 3], 1, 2, 3, 3, 4, 7));
    expect(() => runProgram(program, { ...run, images: ramp(1, 3, 1, 1) })).toThrow(
      'the images are 1×3×1×1 (3 values), expected N×2×1×1',
    );
  });
});

it('a buffer that is only partly written is NaN in the rest', () => {
  const program = parseProgram(`program %partly (
    activation %x : f32[1,1,1]
    activation %y : f32[2,1,1]
    input %x
    kernel %a = copy reads(%x) : f32[1,1,1]
      store writes(%y) {"channel":1}
    return %y
  )`);
  expect(Array.from(runProgram(program, { images: ramp(1, 1, 1, 1), state }).data)).toEqual([NaN, 1]);
});
