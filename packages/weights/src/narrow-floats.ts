/** Float32 in 16 bits, as PyTorch rounds: to the nearest, ties to even; NaN stays NaN, and what is too large becomes infinity. */
export interface NarrowFloat {
  /** The bits of each value. */
  readonly bitsOf: (values: Float32Array) => Uint16Array<ArrayBuffer>;
  /** The least magnitude that becomes infinity. */
  readonly overflow: number;
}

const eachBits =
  (narrow: (bits: number, value: number, bitsOf: (value: number) => number) => number): NarrowFloat['bitsOf'] =>
  (values) => {
    const scratch = new DataView(new ArrayBuffer(4));
    const bitsOf = (value: number): number => {
      scratch.setFloat32(0, value);
      return scratch.getUint32(0);
    };
    return Uint16Array.from(values, (value) => narrow(bitsOf(value), value, bitsOf));
  };

// Both are marked as pure, so that a compiled module does not carry them.

/** IEEE 754 binary16. */
const float16 = /* @__PURE__ */ eachBits((bits, value, bitsOf) => {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x38800000)
    // Another bias of the exponent, and 13 bits less.
    return sign | Math.min((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13, 0x7c00);
  // Below 2⁻¹⁴ float16 counts in steps of 2⁻²⁴, as float32 does above a half: adding it rounds.
  return sign | (bitsOf(Math.abs(value) + 0.5) - 0x3f000000);
});

/** The upper half of a float32. */
const bfloat16 = /* @__PURE__ */ eachBits((bits) =>
  (bits & 0x7fffffff) > 0x7f800000 ? (bits >>> 16) | 0x40 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16,
);

/** The types of 16 bits that weights are written in. */
export const narrowFloats: Readonly<Record<'F16' | 'BF16', NarrowFloat>> = {
  F16: { bitsOf: float16, overflow: 65520 },
  BF16: { bitsOf: bfloat16, overflow: (2 - 2 ** -8) * 2 ** 127 },
};
