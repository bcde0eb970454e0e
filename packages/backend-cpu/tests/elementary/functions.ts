import { erf, exp, expm1, log, log1p, operand, tanh, type Scalar } from '@resnet-compile/ir';
import { erf as exactErf } from '@resnet-compile/reference';

export interface ElementaryFunction {
  readonly expression: Scalar;
  /** In float64: below 1 ulp, by fdlibm's algorithms. */
  readonly exact: (x: number) => number;
}

const x = operand(0);
export const functions: Readonly<Record<string, ElementaryFunction>> = {
  exp: { expression: exp(x), exact: Math.exp },
  expm1: { expression: expm1(x), exact: Math.expm1 },
  log: { expression: log(x), exact: Math.log },
  log1p: { expression: log1p(x), exact: Math.log1p },
  tanh: { expression: tanh(x), exact: Math.tanh },
  erf: { expression: erf(x), exact: exactErf },
};

const float64 = new Float64Array(1);
const words = new Int32Array(float64.buffer);
const smallestNormal = 2 ** -126;

/** Where a function is farthest from exact results: in ulps of float32, of normal and of subnormal numbers. */
export class Worst {
  normal = { error: 0, x: 0 };
  subnormal = { error: 0, x: 0 };
  /** Results that are no numbers, infinite or zeros of a sign where the exact ones are not, or the other way round. */
  wrong: number[] = [];

  add(x: number, found: number, exact: number): void {
    const rounded = Math.fround(exact);
    if (found === rounded && found !== 0) {
      if (found - exact === 0 || found - found !== 0) return;
    } else if (found !== found || rounded !== rounded || found - found !== 0 || rounded - rounded !== 0 || found === 0) {
      const both = found === 0 && Math.abs(exact) < smallestNormal;
      if (!Object.is(found, rounded) && !both && this.wrong.length < 10) this.wrong.push(x);
      if (!both) return;
    }
    float64[0] = exact;
    const exponent = ((words[1]! >>> 20) & 0x7ff) - 1023;
    const size = Math.abs(exact);
    const error = Math.abs(found - exact) / (exponent < -126 ? 2 ** -149 : ulps[exponent + 126]!);
    const kind = size < smallestNormal ? this.subnormal : this.normal;
    if (error > kind.error) {
      kind.error = error;
      kind.x = x;
    }
  }
}

/** Of the binades from 2⁻¹²⁶ on. */
const ulps = Float64Array.from({ length: 256 }, (_, index) => 2 ** (index - 126 - 23));
