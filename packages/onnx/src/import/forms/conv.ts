import { blur, conv, type Pair, type Sides } from '@resnet-compile/dsl';
import { convolutionWindows, symmetric, type Windows } from '../operators/windows.ts';
import { numberIn, textIn } from '../operators/operator.ts';
import { normalized } from '../operators/normalizations.ts';
import { plainNumber } from '../plain-number.ts';
import { isClose, regionsOf } from '../region.ts';
import type { Tensor } from '../tensor.ts';
import { callOf, constantAt, isMap, type ComputedValue, type ConstantValue } from '../values.ts';
import { oneLayer, type Context, type Form, type Parameter, type ValueForm } from './form.ts';
import { movedElements } from './movement.ts';
import { isTrained, parameterOf, smallNumbers, vector } from './parameters.ts';

export const pairOf = ([vertical = 1, horizontal = 1]: readonly number[]): Pair => [vertical, horizontal];
export const sidesOf = ({ before: [top = 0, left = 0], after: [bottom = 0, right = 0] }: Windows): Sides => [
  top,
  right,
  bottom,
  left,
];

/** `'same'` where the file says so: the padding follows the size of the images then. */
export const isSame = (value: ComputedValue): boolean => textIn(callOf(value), 'auto_pad', '') === 'SAME_UPPER';

/** A convolution of maps, with the bias that is added behind it, if there is one. */
export const convolution: ValueForm = (value, context) => {
  const [made, bias] = withBias(value, 'Conv');
  const [x] = made?.inputs ?? [];
  if (!made || !isMap(x) || x.shape.length !== 4) return undefined;
  const weight = constantAt(made, 1);
  if (!weight) throw new RangeError('its filters depend on the images');
  if (made.inputs[2] && !constantAt(made, 2)) throw new RangeError('its bias depends on the images');
  const call = callOf(made);
  const windows = symmetric(convolutionWindows(call), x.shape.slice(2));
  const groups = numberIn(call, 'group', 1);
  const blurred = bias ? undefined : blurOf(made, weight, windows, groups, context);
  if (blurred) return blurred;
  const [channels = 1] = weight.shape;
  const standardized = standardizedBy(weight);
  const layer = conv(channels, {
    kernel: pairOf(windows.kernel),
    stride: pairOf(windows.stride),
    dilation: pairOf(windows.dilation),
    padding: isSame(made) ? 'same' : sidesOf(windows),
    groups,
    bias: bias !== undefined,
    ...(standardized ? { weightStandardization: { epsilon: standardized.epsilon } } : {}),
  });
  const filters = standardized ? parameterOf('weight', standardized.weight) : parameterOf('weight', weight);
  return oneLayer(x, layer, [filters, ...(bias ? [bias(channels)] : [])]);
};

type Bias = (features: number) => Parameter;

/** A node of an operator without a bias, and what is added to it, a number for each feature. */
export function withBias(
  value: ComputedValue,
  ...ops: readonly string[]
): readonly [made: ComputedValue | undefined, bias: Bias | undefined] {
  if (ops.includes(value.op)) {
    const own = constantAt(value, 2);
    // Operators that have to add something add a 0.
    const isNone = !own || (!isTrained(own) && own.tensor.data.every((each) => each === 0));
    return [value, isNone ? undefined : (features) => biasOf(own, features)];
  }
  if (value.op !== 'Add') return [undefined, undefined];
  const made = value.inputs.find(isMap);
  const [added] = value.inputs.filter((input) => input?.kind === 'constant');
  if (made?.kind !== 'computed' || !ops.includes(made.op) || made.inputs[2] || added?.kind !== 'constant')
    return [undefined, undefined];
  const features = made.shape[1] ?? 0;
  const aligned = [...made.shape.map(() => 1), ...added.shape].slice(-made.shape.length);
  const isFitting =
    added.shape.length <= made.shape.length &&
    aligned.every((extent, axis) => extent === 1 || (axis === 1 && extent === features));
  return isFitting ? [made, (count) => biasOf(added, count)] : [undefined, undefined];
}

const biasOf = (given: ConstantValue, features: number): Parameter => {
  const { data } = given.tensor;
  return data.length === features
    ? parameterOf('bias', given, [features])
    : vector(
        'bias',
        Array.from({ length: features }, () => data[0] ?? 0),
      );
};

const blurFilter = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((each) => each / 16);

/** The fixed filter over a map that is mirrored at its outermost pixels. */
function blurOf(
  value: ComputedValue,
  { tensor, shape }: ConstantValue,
  windows: Windows,
  groups: number,
  context: Context,
): Form | undefined {
  const [x] = value.inputs;
  const isBlur =
    String(shape) === `${groups},1,3,3` && tensor.data.every((each, index) => each === blurFilter[index % 9]);
  if (
    !isBlur ||
    value.inputs[2] ||
    x?.kind !== 'computed' ||
    windows.dilation.some((each) => each !== 1) ||
    sidesOf(windows).some((each) => each !== 0)
  )
    return undefined;
  for (const region of regionsOf(x)) {
    const moved = movedElements(region, context);
    const [found, ...others] = moved?.kind === 'layers' ? moved.layers : [];
    if (
      moved?.kind === 'layers' &&
      found?.layer.kind === 'pad' &&
      !others.length &&
      found.layer.mode === 'reflection' &&
      String(found.layer.sides) === '1,1,1,1'
    )
      return oneLayer(moved.input, blur({ stride: pairOf(windows.stride) }));
  }
  return undefined;
}

/** The filters that were standardised, and by which ε; undefined where they stand as they are. */
function standardizedBy(
  weight: ConstantValue,
): { readonly weight: ConstantValue; readonly epsilon: number } | undefined {
  const own = weight.of.find(
    ({ isInitializer, shape, tensor }) => isInitializer && !tensor.isInteger && String(shape) === String(weight.shape),
  );
  if (!own || isClose(own.tensor.data, weight.tensor.data, 0)) return undefined;
  const [filters = 1] = own.shape;
  const rows: Tensor = { ...own.tensor, shape: [filters, own.tensor.data.length / filters] };
  const epsilon = [...smallNumbers(weight.of), 1e-5, 1e-6, 1e-8, 1e-10].find((each) =>
    isClose(normalized(rows, [1], each).data, weight.tensor.data),
  );
  return epsilon === undefined ? undefined : { weight: own, epsilon: plainNumber(epsilon) };
}
