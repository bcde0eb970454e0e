import { activations, pointwise, printScalar, type Scalar } from '@resnet-compile/ir';

/** Of activations that take numbers. */
const numbers: Readonly<Record<string, number>> = { leaky_relu: 0.1, elu: 1 };

const ofComparisons: Readonly<Record<string, number>> = {
  // The first operand stays, unless a comparison with it holds.
  'max(x0, 1)': NaN,
  'max(1, x0)': 1,
  'max(x0, x0)': NaN,
  'min(x0, 1)': NaN,
  'min(1, x0)': 1,
  'min(x0, x0)': NaN,
  'max(x0, 0)': NaN,
  'max(0, x0)': 0,
  'min(max(x0, 0), 6)': NaN,
  // No comparison with NaN holds.
  'select(x0, 1, 2, 3)': 3,
  'select(1, x0, 2, 3)': 3,
  'select(x0, x0, 2, 3)': 3,
  'select(x0, 0, 2, 0)': 0,
  'select(1, 0, x0, 3)': NaN,
  'select(0, 1, x0, 3)': 3,
};

/** What expressions of x0 are where that is NaN, on every device: no activation hides it. */
export const nanRules: readonly (readonly [expression: string, value: number])[] = [
  ...Object.entries(ofComparisons),
  ...Object.entries(activations).map(([name, make]) => {
    const activation = make as (number: number) => Scalar;
    return [printScalar(activation(numbers[name] ?? 0)), NaN] as const;
  }),
  [printScalar(pointwise.prelu).replaceAll('x1', '0.25'), NaN],
];
