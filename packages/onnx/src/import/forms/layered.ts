import {
  averagePool,
  batchNorm,
  dropout,
  globalAveragePool,
  maxPool,
  type AveragePoolOptions,
} from '@resnet-compile/dsl';
import { numberIn } from '../operators/operator.ts';
import { poolWindows, symmetric } from '../operators/windows.ts';
import { plainNumber } from '../plain-number.ts';
import { callOf, constantAt, isMap, type ComputedValue, type MapValue } from '../values.ts';
import { isSame, pairOf, sidesOf } from './conv.ts';
import { asIs, oneLayer, type Context, type Form, type LayersForm, type ValueForm } from './form.ts';
import { parameterOf } from './parameters.ts';

/** Decimal digits that float32 has for certain. */
const rounded = (value: number): number => Number(value.toPrecision(6));

const leaves = ['weight', 'bias', 'running_mean', 'running_var'];

export function batchNormalization(value: ComputedValue, x: MapValue): LayersForm {
  const call = callOf(value);
  const vectors = leaves.map((_, index) => constantAt(value, index + 1));
  if (vectors.some((each) => !each)) throw new RangeError('its statistics or parameters depend on the images');
  if (numberIn(call, 'spatial', 1) !== 1) throw new RangeError('it has statistics for each place (spatial=0)');
  // Caffe2 wrote 1e-5 as 0.000010000001.
  const epsilon = plainNumber(numberIn(call, 'epsilon', 1e-5), 2 ** -23);
  // ONNX's is the weight of the old statistics.
  const momentum = rounded(1 - numberIn(call, 'momentum', 0.9));
  const parameters = vectors.flatMap((each, index) => (each ? [parameterOf(leaves[index] ?? '', each)] : []));
  // Before operator set 14 the number of outputs says it.
  const isTraining = numberIn(call, 'training_mode', 0) === 1 || (value.opset < 14 && value.outputs > 1);
  const form = oneLayer(x, batchNorm({ epsilon, momentum }), parameters);
  return isTraining
    ? { ...form, note: 'batch norms that the file has in training mode use their running statistics' }
    : form;
}

/** What both kinds of pools say. */
function windowOptions(value: ComputedValue): AveragePoolOptions {
  const call = callOf(value);
  const [x] = call.shapes;
  const windows = symmetric(poolWindows(call), (x ?? []).slice(2));
  if (windows.dilation.some((each) => each !== 1))
    throw new RangeError(`its windows have dilation ${windows.dilation.join('×')}; expected 1`);
  return {
    kernel: pairOf(windows.kernel),
    stride: pairOf(windows.stride),
    padding: isSame(value) ? 'same' : sidesOf(windows),
    ceilMode: windows.isCeil,
    ...(value.op === 'AveragePool' ? { countIncludePad: numberIn(call, 'count_include_pad', 0) === 1 } : {}),
  };
}

function averages(value: ComputedValue, x: MapValue, { usersOf }: Context): Form {
  const options = windowOptions(value);
  const [, , ...map] = x.shape;
  // One window over the whole map is the mean that a classifier reads; elsewhere its size is told by something else.
  const isGlobal =
    usersOf(value).every(({ shape }) => shape.length === 2) &&
    String(options.kernel) === String(map) &&
    String(value.shape.slice(2)) === '1,1' &&
    !String(options.padding).match(/[1-9]|same/);
  return oneLayer(
    x,
    isGlobal
      ? globalAveragePool()
      : averagePool({ ...options, countIncludePad: hasPadding(options) ? (options.countIncludePad ?? false) : true }),
  );
}

/** Without padding it is all the same; as the DSL has it by itself reads best. */
const hasPadding = ({ padding }: AveragePoolOptions): boolean => String(padding) !== '0,0,0,0';

/** Its ratio was an attribute before operator set 12. */
const dropped = (value: ComputedValue, x: MapValue): Form => {
  const given = constantAt(value, 1)?.tensor.data[0] ?? numberIn(callOf(value), 'ratio', 0.5);
  const rate = plainNumber(given);
  return rate > 0 && rate < 1 ? oneLayer(x, dropout(rate)) : asIs(x);
};

const layers: Readonly<Record<string, (value: ComputedValue, x: MapValue, context: Context) => Form>> = {
  AveragePool: averages,
  BatchNormalization: batchNormalization,
  Dropout: dropped,
  GlobalAveragePool: (_, x) => oneLayer(x, globalAveragePool()),
  MaxPool: (value, x) => {
    const { countIncludePad: _, ...options } = windowOptions(value);
    return oneLayer(x, maxPool(options));
  },
};

/** Operators that are a layer each. */
export const layerOfOperator: ValueForm = (value, context) => {
  const [x] = value.inputs;
  if (!Object.hasOwn(layers, value.op) || !isMap(x)) return undefined;
  if (value.output > 0) throw new RangeError(`its output ${value.output + 1} is used`);
  if (value.op !== 'Dropout' && value.op !== 'BatchNormalization' && x.shape.length !== 4)
    throw new RangeError(`it takes ${x.shape.length} axes; expected maps, N×C×H×W`);
  return layers[value.op]?.(value, x, context);
};
