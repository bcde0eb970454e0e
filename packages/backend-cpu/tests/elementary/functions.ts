import { compileScalar, erf, exp, expm1, log, log1p, operand, tanh, type Scalar } from '@resnet-compile/ir';

export interface ElementaryFunction {
  readonly expression: Scalar;
  /** In float64: below 1 ulp, by fdlibm's algorithms. */
  readonly exact: (x: number) => number;
  /** Where the error is largest of all float32 numbers, by measure-errors.ts, and how large, in ulps. */
  readonly worst: { readonly x: number; readonly error: number };
}

const x = operand(0);
const exactErf = compileScalar(erf(x));
export const functions: Readonly<Record<string, ElementaryFunction>> = {
  exp: { expression: exp(x), exact: Math.exp, worst: { x: -5.8420257568359375, error: 1.006 } },
  expm1: { expression: expm1(x), exact: Math.expm1, worst: { x: 0.4003717303276062, error: 1.66 } },
  log: { expression: log(x), exact: Math.log, worst: { x: 0.737703800201416, error: 1.279 } },
  log1p: { expression: log1p(x), exact: Math.log1p, worst: { x: -0.26099929213523865, error: 1.288 } },
  tanh: { expression: tanh(x), exact: Math.tanh, worst: { x: 0.5523164868354797, error: 1.832 } },
  erf: { expression: erf(x), exact: (value) => exactErf([value]), worst: { x: 0.9497743248939514, error: 1.377 } },
};

const float64 = new Float64Array(1);
const words = new Int32Array(float64.buffer);
const exponentOf = (x: number): number => {
  float64[0] = x;
  return ((words[1]! >>> 20) & 0x7ff) - 1023;
};

const least = -126;
/** Of the binades of normal float32 numbers. */
const ulps = Float64Array.from({ length: 254 }, (_, index) => 2 ** (least + index - 23));

/** Where a function is farthest from what is exact, in ulps of float32; separately where results are subnormal. */
export class Worst {
  readonly normal = { error: 0, x: 0 };
  readonly subnormal = { error: 0, x: 0 };
  /** Where zeros and what is not finite differ. */
  readonly wrong: number[] = [];

  add(x: number, found: number, exact: number): void {
    const rounded = Math.fround(exact);
    if (exact === 0 || !Number.isFinite(rounded) || !Number.isFinite(found)) {
      if (!Object.is(found, rounded)) this.wrong.push(x);
      return;
    }
    const exponent = exponentOf(exact);
    const [kind, ulp] = exponent < least ? [this.subnormal, ulps[0]!] : [this.normal, ulps[exponent - least]!];
    const error = Math.abs(found - exact) / ulp;
    if (error > kind.error) {
      kind.error = error;
      kind.x = x;
    }
  }
}
