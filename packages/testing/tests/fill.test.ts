import { describe, expect, it } from 'vitest';
import expected from '../fixtures/fill.json' with { type: 'json' };
import { fillState, images, labels, units } from '../src/index.ts';

/** Σ bits·(2·index + 1) mod 2³²: two tensors that agree in it and in their first values agree bit for bit. */
function checksum(values: Float32Array): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return bits.reduce((sum, word, index) => (sum + Math.imul(word, 2 * index + 1)) >>> 0, 0);
}

// fill.json holds what numpy computes in float32 with the script that made the oracles.
describe('the deterministic fill equals that of numpy bit for bit', () => {
  it.each(expected.units)('units of $name, seed $seed', ({ name, seed, head, checksum: sum }) => {
    expect([...units(name, seed, head.length)]).toEqual(head);
    expect(checksum(units(name, seed, 100_000))).toBe(sum);
  });

  it.each(expected.state)('state $name, scale $normScale', ({ name, shape, seed, normScale, head, checksum: sum }) => {
    const tensor = fillState([{ name, shape }], { seed, normScale }).get(name)!;
    expect(tensor.shape).toEqual(shape);
    expect(Array.from(tensor.data.subarray(0, head.length))).toEqual(head);
    expect(checksum(tensor.data)).toBe(sum);
  });

  it('images', () => {
    const { step, seed, shape, head, checksum: sum } = expected.images;
    const { data } = images(step, shape, seed);
    expect(Array.from(data.subarray(0, head.length))).toEqual(head);
    expect(checksum(data)).toBe(sum);
  });

  it('labels', () => {
    const { step, seed, batch, classes, values } = expected.labels;
    expect([...labels(step, batch, classes, seed)]).toEqual(values);
  });
});
