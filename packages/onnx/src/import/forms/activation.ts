import * as dsl from '@resnet-compile/dsl';
import type { ActivationLayer, Layer } from '@resnet-compile/dsl';
import { activationOf, compileScalar } from '@resnet-compile/ir';
import { plainNumber } from '../plain-number.ts';
import { constantsOf, evaluateRegion, isElementwise } from '../region.ts';
import { asIs, oneLayer, type RegionForm } from './form.ts';
import { isParameter } from './parameters.ts';

const { elu, gelu, hardSigmoid, hardSwish, leakyRelu, mish, relu, relu6, scale, sigmoid, silu, softplus, tanh } = dsl;

/** Where functions are compared: densely where they bend, and far out. */
const points = Float64Array.from([
  ...Array.from({ length: 241 }, (_, index) => (index - 120) / 10 + 0.013),
  ...[0, 3, -3, 6, -6, 15, 25, 50, 200, 5000].flatMap((x) => [x, -x]),
]);

type Function_ = (x: number) => number;

/** Layers that a function may be, those without numbers first; numbers are taken from the function itself. */
const candidates: readonly ((of: Function_) => ActivationLayer)[] = [
  () => relu(),
  () => relu6(),
  () => silu(),
  () => sigmoid(),
  () => gelu(),
  () => hardSwish(),
  () => hardSigmoid(),
  () => tanh(),
  () => mish(),
  () => softplus(),
  () => gelu({ approximate: 'tanh' }),
  (of) => leakyRelu({ slope: plainNumber(-of(-1)) }),
  (of) => elu({ alpha: plainNumber(-of(-200)) }),
];

const isSame = (a: Function_, b: Function_): boolean =>
  points.every((x) => {
    const [y, z] = [a(x), b(x)];
    return Math.abs(y - z) <= 2e-6 * Math.max(0.1, Math.abs(z));
  });

/** The layer that is a function of single numbers; 'identity' for none at all. */
export function activationOfFunction(of: Function_): Layer | 'identity' | undefined {
  if (points.some((x) => Number.isNaN(of(x)))) return undefined;
  if (isSame(of, (x) => x)) return 'identity';
  for (const make of candidates) {
    const layer = make(of);
    if (layer.problems.length || !layer.numbers.every(Number.isFinite)) continue;
    const known = compileScalar(activationOf(layer.activation, layer.numbers));
    if (isSame(of, (x) => known([x]))) return layer;
  }
  const factor = plainNumber(of(1));
  return Number.isFinite(factor) && isSame(of, (x) => factor * x) ? scale(factor) : undefined;
}

/** A function of single elements, however it is spelled: x·sigmoid(x), or x·Φ(x) by the error function. */
export const activation: RegionForm = (region, { budget }) => {
  if (
    !isElementwise(region) ||
    !constantsOf(region).every((each) => each.tensor.data.length === 1 && !isParameter(each))
  )
    return undefined;
  if (String(region.entry.shape) !== String(region.exit.shape)) return undefined;
  const results = new Map<number, number>();
  const evaluate = (xs: Float64Array): void => {
    const ys = evaluateRegion(region, { shape: [xs.length], data: xs, isInteger: false }, budget).data;
    for (const [index, x] of xs.entries()) results.set(x, ys[index] ?? NaN);
  };
  evaluate(Float64Array.from([...points, 1, -1, -200]));
  const layer = activationOfFunction((x) => results.get(x) ?? NaN);
  if (layer === undefined) return undefined;
  return layer === 'identity' ? asIs(region.entry) : oneLayer(region.entry, layer);
};
