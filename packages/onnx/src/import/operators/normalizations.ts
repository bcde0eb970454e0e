import { axisOf, countOf, type Shape, type Tensor } from '../tensor.ts';
import { elementwise } from './broadcast.ts';
import { mean, reduced } from './reductions.ts';
import { numberIn, shapeAt, tensorAt, type Operator } from './operator.ts';

const sameShape: Operator['shape'] = (call) => shapeAt(call, 0);

/** (x − mean)/√(variance + ε) over some axes, mean and biased variance their own. */
export function normalized(x: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const shape = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const own = (data: Float64Array): Tensor => ({ shape, data, isInteger: false });
  const means = own(reduced(x, axes, mean));
  const centred: Tensor = { ...x, data: elementwise([x, means], x.shape, (a = 0, b = 0) => a - b) };
  const squares = reduced(centred, axes, { ...mean, step: (sum, each) => sum + each * each });
  const variances = own(squares);
  return { ...x, data: elementwise([centred, variances], x.shape, (a = 0, b = 0) => a / Math.sqrt(b + epsilon)) };
}

const axesFrom = (first: number, { length }: Shape): readonly number[] =>
  Array.from({ length }, (_, axis) => axis).slice(first);

/** A tensor of one number for each channel, in the shape of what it is repeated over. */
const alongChannels = ({ data, ...rest }: Tensor, { length }: Shape): Tensor => ({
  ...rest,
  data,
  shape: Array.from({ length }, (_, axis) => (axis === 1 ? data.length : 1)),
});

const scaled = (x: Tensor, scale: Tensor | undefined, bias: Tensor | undefined): Tensor => {
  const by = scale ?? { ...x, shape: [1], data: Float64Array.of(1) };
  const plus = bias ?? { ...x, shape: [1], data: Float64Array.of(0) };
  return { ...x, data: elementwise([x, by, plus], x.shape, (a = 0, b = 0, c = 0) => a * b + c) };
};

/** Each map by itself. */
const instance: Operator = {
  shape: sameShape,
  evaluate: (call, inputs, shape) => {
    const x = normalized(tensorAt(inputs, 0), axesFrom(2, shape), numberIn(call, 'epsilon', 1e-5));
    return scaled(x, alongChannels(tensorAt(inputs, 1), shape), alongChannels(tensorAt(inputs, 2), shape));
  },
};

const layer: Operator = {
  shape: sameShape,
  evaluate: (call, inputs, shape) => {
    const axes = axesFrom(axisOf(numberIn(call, 'axis', -1), shape.length), shape);
    return scaled(normalized(tensorAt(inputs, 0), axes, numberIn(call, 'epsilon', 1e-5)), inputs[1], inputs[2]);
  },
};

/** Operator set 18 has a scale for each group, 21 one for each channel. */
const group: Operator = {
  shape: sameShape,
  evaluate: (call, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    const groups = numberIn(call, 'num_groups', NaN);
    const [images = 1, channels = 1] = shape;
    const apart = [images, groups, countOf(shape) / images / groups];
    const all = normalized({ ...x, shape: apart }, [2], numberIn(call, 'epsilon', 1e-5));
    const each = (given: Tensor): Tensor => {
      const data = Float64Array.from({ length: channels }, (_, channel) =>
        given.data.length === channels
          ? (given.data[channel] ?? 0)
          : (given.data[Math.floor((channel * groups) / channels)] ?? 0),
      );
      return alongChannels({ ...given, data }, shape);
    };
    return scaled({ ...all, shape }, each(tensorAt(inputs, 1)), each(tensorAt(inputs, 2)));
  },
};

/** By statistics that are given, or, in training, by the batch's own. */
const batch: Operator = {
  shape: (call) => (call.output === 0 ? shapeAt(call, 0) : [shapeAt(call, 0)[1] ?? NaN]),
  evaluate: (call, inputs, shape) => {
    if (call.output > 0) throw new RangeError('its statistics are used');
    const x = tensorAt(inputs, 0);
    const [scale, bias, means, variances] = [1, 2, 3, 4].map((at) => alongChannels(tensorAt(inputs, at), shape));
    const epsilon = numberIn(call, 'epsilon', 1e-5);
    const isTraining = numberIn(call, 'training_mode', 0) === 1;
    const axes = axesFrom(0, shape).filter((axis) => axis !== 1);
    const own = isTraining ? normalized(x, axes, epsilon) : normalizedBy(x, means, variances, epsilon);
    return scaled(own, scale, bias);
  },
};

const normalizedBy = (x: Tensor, means: Tensor | undefined, variances: Tensor | undefined, epsilon: number): Tensor =>
  means && variances
    ? {
        ...x,
        data: elementwise([x, means, variances], x.shape, (a = 0, b = 0, c = 0) => (a - b) / Math.sqrt(c + epsilon)),
      }
    : x;

/** Before operator set 13 all axes from the given one on are one. */
const softmaxOf = (isLogarithm: boolean): Operator => ({
  shape: sameShape,
  evaluate: (call, inputs, shape) => {
    const isOld = call.opset < 13;
    const axis = axisOf(numberIn(call, 'axis', isOld ? 1 : -1), shape.length);
    const x = tensorAt(inputs, 0);
    const as = isOld ? [countOf(shape.slice(0, axis)), countOf(shape.slice(axis))] : shape;
    const along = isOld ? 1 : axis;
    const kept = as.map((extent, each) => (each === along ? 1 : extent));
    const own = { ...x, shape: as };
    const largest = { ...x, shape: kept, data: reduced(own, [along], { start: -Infinity, step: Math.max }) };
    const powers = { ...own, data: elementwise([own, largest], as, (a = 0, b = 0) => Math.exp(a - b)) };
    const sums = { ...x, shape: kept, data: reduced(powers, [along], { start: 0, step: (a, b) => a + b }) };
    const data = elementwise([powers, sums], as, (a = 0, b = 0) => (isLogarithm ? Math.log(a / b) : a / b));
    return { shape, data, isInteger: false };
  },
});

/** Operators that bring elements to a scale that they have from each other. */
export const normalizations: Readonly<Record<string, Operator>> = {
  BatchNormalization: batch,
  GroupNormalization: group,
  InstanceNormalization: instance,
  LayerNormalization: layer,
  LogSoftmax: softmaxOf(true),
  Softmax: softmaxOf(false),
};
