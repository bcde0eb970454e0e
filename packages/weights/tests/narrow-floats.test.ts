import { expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../src/index.ts';
import { narrowFloats } from '../src/narrow-floats.ts';
import { safetensorsOf } from './fixture.ts';

/** The nearest of the values that a format has, by float64 arithmetic: a second way to round. */
function nearest(value: number, fraction: number, least: number, overflow: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  if (Math.abs(value) >= overflow) return Math.sign(value) * Infinity;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), least);
  // A logarithm that is off by one at a power of two gives a finer step, on which a power of two lies as well.
  const step = 2 ** (exponent - fraction);
  const below = Math.floor(value / step);
  const rest = value / step - below;
  const rounded = rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
  if (rounded === 0) return value < 0 ? -0 : 0;
  return rounded * step;
}

/** Every bit pattern of the format, what lies halfway between neighbours, and float32's next to that. */
function valuesAround(exact: Float32Array): Float32Array {
  const finite = [...exact].filter(Number.isFinite).sort((a, b) => a - b);
  const halfway = finite.map((value, index) => (value + (finite[index + 1] ?? value)) / 2);
  const near = Float32Array.from(halfway);
  const bits = new Int32Array(near.buffer);
  const beside = [1, -1].flatMap((step) => [...new Float32Array(bits.map((each) => each + step).buffer)]);
  return Float32Array.from([
    ...finite,
    ...near,
    ...beside,
    3.4028234663852886e38,
    -3.4028234663852886e38,
    1e-45,
    -1e-45,
  ]);
}

const formats = [
  ['F16', 10, -14],
  ['BF16', 7, -126],
] as const;

test.each(formats)('%s: all 65,536 bit patterns go through a file and come back', (dtype) => {
  const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
  const { data } = readSafetensors(safetensorsOf('h', dtype, [65536], new Uint8Array(all.buffer))).get('h')!;
  const back = narrowFloats[dtype].bitsOf(data);
  const again = readSafetensors(writeSafetensors([{ name: 'h', shape: [65536], data }], undefined, { dtype }));
  for (let bits = 0; bits < 65536; bits++) {
    const value = data[bits]!;
    if (!Object.is(again.get('h')!.data[bits], value)) expect.fail(`0x${bits.toString(16)} in the file`);
    if (!Number.isNaN(value) && back[bits] !== bits) expect.fail(`0x${bits.toString(16)} became ${back[bits]}`);
  }
  expect(data.filter(Number.isNaN)).toHaveLength(dtype === 'F16' ? 2 * 1023 : 2 * 127);
});

test.each(formats)(
  '%s: rounds as float64 arithmetic does, and as this host where it has float16',
  (dtype, fraction, least) => {
    const { bitsOf, overflow } = narrowFloats[dtype];
    const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
    const exact = readSafetensors(safetensorsOf('h', dtype, [65536], new Uint8Array(all.buffer))).get('h')!.data;
    const values = valuesAround(exact);
    const rounded = bitsOf(values);
    const view = new DataView(new ArrayBuffer(2)) as DataView & { setFloat16?(at: number, value: number): void };
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      const found = exact[rounded[index]!]!;
      if (!Object.is(found, nearest(value, fraction, least, overflow))) expect.fail(`${value} became ${found}`);
      if (dtype !== 'F16' || !view.setFloat16 || Number.isNaN(value)) continue;
      view.setFloat16(0, value);
      if (view.getUint16(0) !== rounded[index]) expect.fail(`${value} became 0x${rounded[index]!.toString(16)}`);
    }
    expect([...bitsOf(Float32Array.of(NaN, -NaN))].every((bits) => Number.isNaN(exact[bits]))).toBe(true);
  },
);

test('float64 and float32 come through, subnormals, infinities and both zeros', () => {
  const values = [
    0,
    -0,
    1e-45,
    -1e-45,
    1.1754942e-38,
    3.4028234663852886e38,
    Infinity,
    -Infinity,
    NaN,
    1 / 3,
    2 ** -149,
  ];
  for (const [dtype, array] of [
    ['F64', Float64Array.from(values)],
    ['F32', Float32Array.from(values)],
  ] as const) {
    const bytes = safetensorsOf('a', dtype, [values.length], new Uint8Array(array.buffer));
    const found = readSafetensors(bytes).get('a')!;
    expect(found.data).toEqual(Float32Array.from(values));
    expect(readSafetensors(writeSafetensors([found])).get('a')).toEqual(found);
  }
});
