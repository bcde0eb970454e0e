import {
  add,
  constant,
  coreOf,
  map,
  multiply,
  operand,
  parseScalar,
  printScalar as print,
  read,
  store,
  type Kernel,
  type KernelProgram,
  type MapShape,
  type PrepareStep,
  type Scalar,
  type Step,
  type View,
} from '@resnet-compile/ir';
import { runProgram, toState, toValues } from '@resnet-compile/reference';
import { fillState, nanRules } from '@resnet-compile/testing';
import { describe, expect, it, test } from 'vitest';
import { expectAsReference, onDevice, precisions, schedule } from './on-device.ts';

const view = (stride: 1 | 2, before: number, after: number): View => ({ stride: [stride, stride], before, after });
const kernel = (name: string, shape: MapShape, from: string, shown: View, ...steps: readonly Step[]): Kernel => ({
  name,
  core: coreOf('copy', {}, [read(from, shown)], [], []),
  shape,
  epilogue: [...steps, store(name)],
  origin: {},
});
const vectors = (channels: number, ...names: readonly string[]): Pick<KernelProgram, 'parameters' | 'prepare'> => ({
  parameters: names.map((name) => ({ name, shape: [channels], kind: 'parameter' })),
  prepare: names.map((name): PrepareStep => ({
    id: name,
    op: 'parameter',
    inputs: [],
    attributes: { name, kind: 'parameter' },
    shape: [channels],
    dtype: 'f32',
  })),
});

/** Operands x0 … x3 are activations, two of them through views; x4, x5 vectors per channel. Two kernels read the result. */
function programOf(of: Scalar, [height, width]: readonly [number, number]): KernelProgram {
  const shape: MapShape = [5, height, width];
  const views = [view(2, -4, 0), view(2, 3, -7)];
  const reads = [read('a'), ...views.map((shown) => read('images', shown))];
  return schedule({
    name: 'map',
    input: 'images',
    output: 'z',
    tensors: [],
    taps: [],
    results: [],
    ...vectors(5, 'p', 'q'),
    buffers: [
      { id: 'images', shape: [9, 2 * height - 1, 2 * width - 1], dtype: 'f32' },
      { id: 'a', shape, dtype: 'f32' },
      { id: 'y', shape, dtype: 'f32' },
      { id: 'z', shape: [9, height, width], dtype: 'f32' },
    ],
    kernels: [
      kernel('a', shape, 'images', view(2, -2, -2)),
      kernel('y', shape, 'images', view(2, -1, -3), map(of, reads, ['p', 'q'])),
      // Sees lanes behind the last channel of y.
      kernel('z', [9, height, width], 'y', view(1, 0, 4), map(operand(1), [read('y', view(1, 0, 4))])),
    ],
  });
}

const expressions: readonly string[] = [
  'negate(x0)',
  'absolute(x0)',
  'sqrt(absolute(x0))',
  'exp(x0)',
  'expm1(x0)',
  'log(add(absolute(x0), 0.1))',
  'log1p(absolute(x0))',
  'tanh(multiply(x0, 3))',
  'erf(x0)',
  'add(x0, x1)',
  'subtract(x2, x0)',
  'multiply(x0, x3)',
  'divide(x0, add(absolute(x2), 0.5))',
  'max(x0, 0)',
  'max(0, x0)',
  'max(x0, x4)',
  'min(x0, 0.5)',
  'min(x2, x3)',
  'multiply_add(x0, x4, x5)',
  'select(x0, 0, x1, x2)',
  'select(0, x0, x1, x2)',
  'select(x1, x2, x3, x5)',
  // SiLU, GELU, hard swish, softplus and its gradient, a gate; constants alone; nothing of what is read
  'divide(x0, add(1, exp(negate(x0))))',
  'multiply(multiply(0.5, x0), add(1, erf(divide(x0, 1.4142135623730951))))',
  'multiply(x0, divide(min(max(add(x0, 3), 0), 6), 6))',
  'add(max(x0, 0), log1p(exp(negate(absolute(x0)))))',
  'divide(x1, add(1, exp(negate(add(max(x0, 0), log1p(exp(negate(absolute(x0)))))))))',
  'multiply_add(tanh(multiply(x0, x4)), subtract(x1, x5), multiply(x3, tanh(multiply(x0, x4))))',
  'add(sqrt(2), negate(divide(1, 3)))',
  'x5',
];

describe.each(precisions)('expressions at the end of a kernel, stored as $name', ({ skip, ...stored }) => {
  test.skipIf(skip).each(expressions)('%s', async (text) => {
    for (const extents of [
      [1, 1],
      [7, 9],
    ] as const)
      await expectAsReference(programOf(parseScalar(text), extents), stored);
  });
});

test('an expression of a thousand operations in a row', async () => {
  const row = Array.from({ length: 1000 }, (_, index) => index % 5).reduce<Scalar>(
    (all, index) => (index === 4 ? multiply(all, constant(0.5)) : add(all, operand(index))),
    operand(1),
  );
  await expectAsReference(programOf(row, [3, 2]));
});

/** An operation of each of some numbers, and what it is in float64. */
async function valuesOf(of: Scalar, numbers: readonly number[]): Promise<readonly [Float32Array, Float64Array]> {
  const shape: MapShape = [1, 1, numbers.length];
  const program = schedule({
    name: 'function',
    input: 'images',
    output: 'y',
    tensors: [],
    taps: [],
    results: [],
    parameters: [],
    prepare: [],
    buffers: ['images', 'y'].map((id) => ({ id, shape, dtype: 'f32' })),
    kernels: [kernel('y', shape, 'images', view(1, 0, 0), map(of, [read('images')]))],
  });
  const data = Float32Array.from(numbers);
  const found = await onDevice(program, async ({ prepare, run }) => {
    await prepare(fillState([]));
    return run(data);
  });
  const images = toValues({ shape: [1, ...shape], data });
  return [found, runProgram(program, { images, state: toState(new Map()) }).data as Float64Array];
}

const elementary = ['exp', 'expm1', 'log', 'log1p', 'tanh', 'erf', 'sqrt'];

describe('elementary functions', () => {
  /** WGSL wants no more of eˣ than (3 + 2·|x|) units of the last place. */
  const allowed = (name: string, x: number): number =>
    (name.startsWith('exp') ? (3 + 2 * Math.abs(x)) * 1.2e-7 : 0) + 1e-6;

  it.each(elementary)('%s is right to a few units of the last place', async (name) => {
    const sizes = Array.from({ length: 2000 }, (_, index) => 10 ** (index / 190 - 8.5) * (1 + (index % 7) / 10));
    const close = Array.from({ length: 1001 }, (_, index) => index / 250);
    const numbers = [...sizes, ...sizes.map((size) => -size), ...close, ...close.map((x) => -x)]
      .map(Math.fround)
      .filter((x) => Math.abs(x) < 80 && (!/log|sqrt/.test(name) || x > 0));
    const [found, expected] = await valuesOf(parseScalar(`${name}(x0)`), numbers);
    const wrong = numbers.filter(
      (x, index) => !(Math.abs(found[index]! - expected[index]!) <= allowed(name, x) * Math.abs(expected[index]!)),
    );
    expect(wrong).toEqual([]);
  });

  const special = [NaN, Infinity, -Infinity, 0, -0, 200, -200, 3e38, -3e38, -1, 1];
  it.each([
    ...elementary.map((name) => `${name}(x0)`),
    'absolute(x0)',
    'negate(x0)',
    'max(x0, 0.5)',
    'max(0.5, x0)',
    'max(x0, 0)',
    'min(x0, 0.5)',
    'min(0.5, x0)',
    'min(x0, -0)',
    'select(x0, 0, 1, 2)',
    'select(0, x0, 1, 2)',
    'select(x0, 1, x0, 3)',
    'select(x0, x1, 1, 2)',
    'add(x0, divide(1, 0))',
    'multiply(x0, divide(-1, 0))',
    'max(x0, divide(0, 0))',
    'max(divide(0, 0), x0)',
    'divide(1, x0)',
    'divide(x0, 0)',
    'add(x0, 170141183460469231731687303715884105728)',
    'multiply(x0, 1e-30)',
  ])('%s of special values', async (text) => {
    const [found, expected] = await valuesOf(parseScalar(text), special);
    const shown = (value: number): string => (Number.isFinite(value) ? value.toPrecision(5) : String(value));
    const rounded = Float32Array.from(expected, (value) => (Math.abs(value) < 1.2e-38 ? 0 : value));
    expect(special.map((x, index) => `${x}: ${shown(found[index]!)}`)).toEqual(
      special.map((x, index) => `${x}: ${shown(rounded[index]!)}`),
    );
  });
});

it.each(nanRules)('where x0 is NaN, %s is %d', async (text, wanted) => {
  const [found, expected] = await valuesOf(parseScalar(text), [NaN, NaN]);
  expect([...found, ...expected]).toEqual(Array.from({ length: 4 }, () => wanted));
});

test('a map of more buffers than a kernel may bind, through views, then more steps', async () => {
  const shape: MapShape = [5, 3, 4];
  const ids = Array.from({ length: 11 }, (_, index) => `b${index}`);
  const reads = ids.map((id, index) => read(id, view(1, index % 2 ? -1 : 0, index % 2 ? 1 : 0)));
  const sum = reads.reduce(
    (all, _, index) => parseScalar(`add(${print(all)}, multiply(x${index + 1}, ${index + 1}))`),
    operand(0) as Scalar,
  );
  await expectAsReference(
    schedule({
      name: 'wide',
      input: 'images',
      output: 'y',
      tensors: [],
      taps: [],
      results: [],
      ...vectors(5, 'p'),
      buffers: ['images', ...ids, 'y'].map((id) => ({ id, shape, dtype: 'f32' })),
      kernels: [
        ...ids.map((id, index) => kernel(id, shape, 'images', view(1, 0, 0), map(parseScalar(`add(x0, ${index})`)))),
        kernel(
          'y',
          shape,
          'images',
          view(1, -1, 1),
          map(parseScalar('multiply(x0, x1)'), [], ['p']),
          map(sum, reads),
          map(parseScalar('max(x0, x1)'), [read('b3')]),
          map(sum, [...reads].reverse()),
        ),
      ],
    }),
  );
});
