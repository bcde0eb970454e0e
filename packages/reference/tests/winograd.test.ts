import type { Sides, Pair, WinogradOutputs } from '@resnet-compile/ir';
import { parseProgram, verifyProgram, type KernelProgram } from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { runProgram, toState, toValues, type Values } from '../src/index.ts';
import { convolutionInputGradient, winogradInputGradient } from '../src/cores/convolution-gradients.ts';

const waves = (frequency: number, ...shape: readonly number[]): Values =>
  toValues({
    shape,
    data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(frequency * i)),
  });

const convolution = ([height, width]: Pair, padding: Sides, tile: object): KernelProgram => {
  const [top, right, bottom, left] = padding;
  const shape = `5,${height + top + bottom - 2},${width + left + right - 2}`;
  const program = parseProgram(`program %one (
    parameter "w" : f32[5,3,3,3]
    prepare %w = parameter {"name":"w","kind":"parameter"} : f32[5,3,3,3]
    activation %x : f32[3,${height},${width}]
    activation %y : f32[${shape}]
    input %x
    kernel %k = convolution reads(%x) tensors(%w) {"kernel":[3,3],"stride":[1,1],"padding":[${padding.join()}],"dilation":[1,1],"groups":1} : f32[${shape}] tile ${JSON.stringify({ pixels: 1, channels: 1, block: 1, ...tile })}
      store writes(%y) {"channel":0}
    return %y
  )`);
  verifyProgram(program);
  return program;
};

/** Equal but for rounding in float64, and not to the last bit: the algorithm is another. */
function expectOtherRounding(found: Values, expected: Values): void {
  expect(found.shape).toEqual(expected.shape);
  found.data.forEach((value, index) => expect(value).toBeCloseTo(expected.data[index]!, 12));
  expect(found).not.toEqual(expected);
}

describe.each<WinogradOutputs>([2, 4])('a tile with Winograd of %i outputs a side', (winograd) => {
  it.each<readonly [Pair, Sides]>([
    [
      [8, 8],
      [1, 1, 1, 1],
    ],
    [
      [5, 7],
      [1, 1, 1, 1],
    ],
    [
      [3, 9],
      [0, 2, 0, 1],
    ],
    [
      [1, 2],
      [2, 1, 2, 1],
    ],
    [
      [6, 4],
      [3, 0, 2, 0],
    ],
  ])('a convolution of a map of %j with a padding of %j', (map, padding) => {
    const run = { images: waves(1, 2, 3, ...map), state: toState([['w', waves(2, 5, 3, 3, 3)]]) };
    expectOtherRounding(
      runProgram(convolution(map, padding, { winograd }), run),
      runProgram(convolution(map, padding, {}), run),
    );
  });

  it.each<readonly [Pair, Sides]>([
    [
      [8, 8],
      [1, 1, 1, 1],
    ],
    [
      [5, 7],
      [1, 1, 1, 1],
    ],
    [
      [6, 9],
      [0, 2, 0, 1],
    ],
    [
      [6, 4],
      [3, 0, 2, 0],
    ],
  ])("the gradient of a convolution's input of %j with a padding of %j", ([height, width], padding) => {
    const [top, right, bottom, left] = padding;
    const dy = waves(1, 2, 5, height + top + bottom - 2, width + left + right - 2);
    const attributes = { stride: [1, 1], padding, dilation: [1, 1], groups: 1 } as const;
    const filters = waves(2, 5, 3, 3, 3);
    expectOtherRounding(
      winogradInputGradient(dy, filters, attributes, winograd),
      convolutionInputGradient(dy, filters, attributes, [2, 3, height, width]),
    );
  });
});
