import { parseProgram, printProgram, verifyProgram } from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { runPlacedProgram, runProgram, toState, toValues } from '../src/index.ts';

/** y0: x·w + b; y1: that as it is stored, plus x, stored once more; y2: that as it is stored, plus 2048·b. */
const program = parseProgram(`program %net for any (
  parameter "w" : f32[1,1]
  parameter "b" : f32[1]
  prepare %w = parameter {"name":"w","kind":"parameter"} : f16[1,1]
  prepare %b = parameter {"name":"b","kind":"parameter"} : f16[1]
  prepare %c = map %b {"of":"multiply(x0, 2048)"} : f32[1]
  activation %x : f32[1,1,1] {"layout":{"pitch":4,"halo":[0,0]},"placement":{"constant":0,"perImage":0}}
  activation %a : f16[1,1,1] {"layout":{"pitch":4,"halo":[0,0]},"placement":{"constant":0,"perImage":4}}
  activation %s : f16[1,1,1] {"layout":{"pitch":4,"halo":[0,0]},"placement":{"constant":0,"perImage":6}}
  activation %y : f32[3,1,1] {"layout":{"pitch":4,"halo":[0,0]},"placement":{"constant":0,"perImage":8}}
  input %x
  kernel %first = matrix_product reads(%x) tensors(%w) : f32[1,1,1] tile {"pixels":1,"channels":1,"block":1}
    map tensors(%b) {"of":"add(x0, x1)"}
    store writes(%a) {"channel":0}
    store writes(%y) {"channel":0}
  kernel %second = copy reads(%a) : f32[1,1,1]
    map reads(%x) {"of":"add(x0, x1)"}
    store writes(%s) {"channel":0}
  kernel %third = copy reads(%s) : f32[1,1,1]
    store writes(%y) {"channel":1}
  kernel %fourth = copy reads(%a) : f32[1,1,1]
    map tensors(%c) {"of":"add(x0, x1)"}
    store writes(%y) {"channel":2}
  return %y
)
`);

/** Below the last bit of a float16 between 1 and 2, a unit of 2⁻¹⁰. */
const third = 2 ** -10 / 3;

describe('loads widen, stores round, and between them nothing does', () => {
  it.each<readonly [what: string, x: number, w: number, b: number, y: readonly number[]]>([
    ['what is float16 already', 1.5, 2, 0.25, [3.25, 4.75, 515.25]],
    ['what is handed on behind a store', 1 + third, 1, 0, [1 + third, 2, 1]],
    ['weights', 1, 1 + third, 0, [1, 2, 1]],
    ['vectors, but for what is prepared of them', 1, 0, 1 + third, [1, 2, 1 + 2048 * (1 + third)]],
    ['ties', 1 + 2 ** -11, 1, 0, [1 + 2 ** -11, 2, 1]],
    ['what is too large', 1e6, 1, 0, [1e6, 65504, 65504]],
    ['infinities', -Infinity, 1, 0, [-Infinity, -65504, -65504]],
    ['what is too small', 2 ** -26, 1, 0, [2 ** -26, 0, 0]],
  ])('%s', (_, x, w, b, y) => {
    verifyProgram(program);
    const run = {
      images: toValues({ shape: [2, 1, 1, 1], data: [0, x] }),
      state: toState([
        ['w', { shape: [1, 1], data: [w] }],
        ['b', { shape: [1], data: [b] }],
      ]),
    };
    for (const find of [runProgram, runPlacedProgram])
      expect(Array.from(find(parseProgram(printProgram(program)), run).data.slice(3))).toEqual(y);
  });
});

it("Winograd's filters are rounded as they are stored: transformed", () => {
  // G·g·Gᵀ of a filter that has one weight, in its middle: ±¼ of it, so that its own last bits decide.
  const text = (dtype: string): string => `program %net (
    prepare %w = constant {"values":[0,0,0,0,${1 + third},0,0,0,0]} : ${dtype}[1,1,3,3]
    activation %x : f32[16,1,1]
    activation %y : f32[16,1,1]
    input %x
    kernel %k = winograd_product reads(%x) tensors(%w) {"outputs":2} : f32[16,1,1]
      store writes(%y) {"channel":0}
    return %y
  )`;
  const images = toValues({ shape: [1, 16, 1, 1], data: Array<number>(16).fill(1) });
  const [whole, half] = ['f32', 'f16'].map((dtype) => {
    const parsed = parseProgram(text(dtype));
    verifyProgram(parsed);
    return Array.from(runProgram(parsed, { images, state: new Map() }).data);
  });
  const [exact, rounded] = [(1 + third) / 4, 1 / 4];
  const signs = [0, 0, 0, 0, 0, 1, -1, 0, 0, -1, 1, 0, 0, 0, 0, 0];
  expect(whole!.map((value) => value + 0)).toEqual(signs.map((sign) => sign * exact + 0));
  expect(half!.map((value) => value + 0)).toEqual(signs.map((sign) => sign * rounded + 0));
});
