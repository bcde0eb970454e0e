import { expect, it } from 'vitest';
import { toHalves } from '../src/webgpu/to-halves.ts';

/** The host's own, from Node 24 on. */
const float16 = (
  globalThis as unknown as {
    readonly Float16Array?: new (
      values: ArrayBuffer | ArrayLike<number>,
    ) => ArrayLike<number> & { readonly buffer: ArrayBuffer };
  }
).Float16Array;

it.skipIf(!float16)(`rounds as the host does${float16 ? '' : ' (skipped: this host has no Float16Array)'}`, () => {
  // All float16 but NaN and infinity, what lies halfway between neighbours, and what lies next to that on both sides.
  const all = Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits);
  const exact = Float64Array.from(new float16!(all.buffer));
  const halfway = exact.map((value, index) => (value + (exact[index + 1] ?? value)) / 2);
  const values = Float32Array.from(
    [
      ...exact,
      ...halfway,
      ...halfway.map((value) => value * (1 + 2 ** -22)),
      ...halfway.map((value) => value * (1 - 2 ** -22)),
      2 ** -40,
      1e-45,
    ].flatMap((value) => [value, -value]),
  );
  expect(toHalves(values)).toEqual(new Uint16Array(new float16!(values).buffer));
});

it('saturates', () =>
  expect([...toHalves(Float32Array.of(65504, 65519, 65520, 1e30, -1e30, Infinity))]).toEqual([
    0x7bff, 0x7bff, 0x7bff, 0x7bff, 0xfbff, 0x7bff,
  ]));
