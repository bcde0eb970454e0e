/**
 * Float32 values as the bits of float16 (IEEE 754 binary16), rounded to the nearest, ties to even; what is too large becomes
 * the largest, 65504. Node 20 has no Float16Array.
 */
export function toHalves(values: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length);
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  for (let index = 0; index < values.length; index++) {
    value[0] = values[index]!;
    const sign = (bits[0]! >>> 16) & 0x8000;
    const magnitude = bits[0]! & 0x7fffffff;
    if (magnitude < 0x38800000) {
      // Below 2⁻¹⁴ float16 counts in steps of 2⁻²⁴, as float32 does above a half: adding it rounds.
      value[0] = Math.abs(values[index]!) + 0.5;
      halves[index] = sign | (bits[0]! - 0x3f000000);
    } else {
      // Another bias of the exponent, and 13 bits less.
      halves[index] = sign | Math.min((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13, 0x7bff);
    }
  }
  return halves;
}
