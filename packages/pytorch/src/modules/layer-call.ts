import type { ActivationLayer, ConvLayer, Layer, PoolLayer, Sides } from '@resnet-compile/dsl';
import { call, value, type Argument, type Call, type Role, type Value } from '../python/expression.ts';
import { floatLiteral, numberLiteral, pairLiteral, tupleLiteral } from '../python/literals.ts';

/** A layer that has no others within it. */
export type SimpleLayer = Exclude<Layer, { kind: 'shared' | 'sequential' | 'residual' | 'branches' | 'select' }>;
export const isSimple = (layer: Layer): layer is SimpleLayer =>
  !['shared', 'sequential', 'residual', 'branches', 'select'].includes(layer.kind);

/** nn.Linear takes N×C alone. */
export const isDense = (layer: Layer): boolean =>
  layer.kind === 'dense' || (layer.kind === 'shared' && isDense(layer.layer));

type OfKind<Kind, Each> = Each extends { readonly kind: infer Kinds } ? (Kind extends Kinds ? Each : never) : never;

/** What is known where a layer stands. */
export interface Site {
  /** The shape of a tensor of the state, by the last part of its name. */
  readonly shape: (leaf: string) => readonly number[];
  /** Whether its input is N×C, and no map. */
  readonly isRow: boolean;
}

type Rule<Kind extends SimpleLayer['kind']> = (layer: OfKind<Kind, SimpleLayer>, site: Site) => Call;

const positional = (text: string, role?: Role): Argument => ({ value: value(text, role) });
const named = (name: string, of: string | Value, usual?: string): Argument => ({
  name,
  value: typeof of === 'string' ? value(of) : of,
  ...(usual === undefined ? {} : { usual }),
});
const count = (number: number, role: Role): Argument => positional(numberLiteral(number), role);
const truth = (is: boolean): string => (is ? 'True' : 'False');
/** PyTorch's order: left, right, top, bottom. */
const fromLeft = ([top, right, bottom, left]: Sides): string => tupleLiteral([left, right, top, bottom]);
const epsilon = (number: number, usual?: string): Argument => named('eps', numberLiteral(number), usual);

/** The channels of a vector of the state. */
const vectorOf = ({ shape }: Site, leaf = 'weight'): number => shape(leaf)[0] ?? 0;

/** With stride 1, `'same'` is as many pixels for every map. */
function sidesOf({
  padding,
  kernel,
  stride,
  dilation = [1, 1],
}: Pick<ConvLayer, 'padding' | 'kernel' | 'stride'> & Partial<Pick<ConvLayer, 'dilation'>>): Sides | 'same' {
  if (padding !== 'same') return padding;
  if (stride.some((pixels) => pixels > 1)) return padding;
  const [down, across] = [(kernel[0] - 1) * dilation[0], (kernel[1] - 1) * dilation[1]];
  const [top, left] = [Math.floor(down / 2), Math.floor(across / 2)];
  return [top, across - left, down - top, left];
}

const isEven = ([top, right, bottom, left]: Sides): boolean => top === bottom && left === right;

function conv(layer: ConvLayer, { shape }: Site): Call {
  const { channels, kernel, stride, dilation, groups, bias, weightStandardization } = layer;
  const sides = sidesOf(layer);
  const given = [
    count((shape('weight')[1] ?? 0) * groups, 'in_channels'),
    count(channels, 'out_channels'),
    positional(pairLiteral(kernel), 'kernel_size'),
    named('stride', value(pairLiteral(stride), 'stride'), '1'),
  ];
  const padding =
    sides === 'same'
      ? []
      : isEven(sides)
        ? [named('padding', value(pairLiteral([sides[0], sides[3]]), 'padding'), '0')]
        : [named('sides', fromLeft(sides))];
  const callee = `${weightStandardization ? 'Standardized' : ''}${sides === 'same' ? 'Same' : isEven(sides) ? '' : 'Padded'}Conv2d`;
  return call(
    callee === 'Conv2d' ? 'nn.Conv2d' : callee,
    ...given,
    ...padding,
    named('dilation', value(pairLiteral(dilation), 'dilation'), '1'),
    named('groups', value(numberLiteral(groups), 'groups'), '1'),
    named('bias', truth(bias), 'True'),
    ...(weightStandardization ? [epsilon(weightStandardization.epsilon)] : []),
  );
}

/** nn's pools have as much padding on both sides; others are written out. */
function pool(callee: 'MaxPool2d' | 'AvgPool2d', layer: PoolLayer): Call {
  const { kernel, stride, ceilMode, countIncludePad } = layer;
  const sides = sidesOf(layer);
  const averages = callee === 'AvgPool2d' ? [named('count_include_pad', truth(countIncludePad), 'True')] : [];
  if (sides !== 'same' && isEven(sides)) {
    return call(
      `nn.${callee}`,
      positional(pairLiteral(kernel), 'kernel_size'),
      named('stride', value(pairLiteral(stride), 'stride'), pairLiteral(kernel)),
      named('padding', value(pairLiteral([sides[0], sides[3]]), 'padding'), '0'),
      named('ceil_mode', truth(ceilMode), 'False'),
      ...averages,
    );
  }
  return call(
    `Padded${callee}`,
    positional(tupleLiteral(kernel)),
    positional(tupleLiteral(stride)),
    ...(sides === 'same' ? [] : [named('sides', fromLeft(sides))]),
    named('ceil_mode', truth(ceilMode), 'False'),
    ...averages,
  );
}

/** What each activation is in torch.nn; its numbers come first. */
const activations: Readonly<Record<string, (...numbers: string[]) => Call>> = {
  relu: () => call('nn.ReLU'),
  relu6: () => call('nn.ReLU6'),
  leaky_relu: (slope = '') => call('nn.LeakyReLU', { value: value(slope), usual: '0.01' }),
  elu: (alpha = '') => call('nn.ELU', { value: value(alpha), usual: '1' }),
  sigmoid: () => call('nn.Sigmoid'),
  hard_sigmoid: () => call('nn.Hardsigmoid'),
  tanh: () => call('nn.Tanh'),
  softplus: () => call('nn.Softplus'),
  silu: () => call('nn.SiLU'),
  hard_swish: () => call('nn.Hardswish'),
  mish: () => call('nn.Mish'),
  gelu: () => call('nn.GELU'),
  gelu_tanh: () => call('nn.GELU', named('approximate', '"tanh"')),
};

/** The names that there are. */
export const activationNames = Object.keys(activations);

function activation({ activation: name, numbers }: ActivationLayer): Call {
  const make = activations[name];
  if (!make) throw new Error(`the activation ${name} has no counterpart in PyTorch; add it to packages/pytorch`);
  return make(...numbers.map(numberLiteral));
}

/** The module that each kind of layer is. One that is missing is a type error here. */
const rules: { readonly [Kind in SimpleLayer['kind']]: Rule<Kind> } = {
  activation,
  averagePool: (layer) => pool('AvgPool2d', layer),
  batchNorm: ({ epsilon: added, momentum }, site) =>
    call(
      site.isRow ? 'nn.BatchNorm1d' : 'nn.BatchNorm2d',
      count(vectorOf(site), 'channels'),
      epsilon(added, '1e-5'),
      named('momentum', numberLiteral(momentum), '0.1'),
    ),
  blur: ({ stride }) => call('Blur', named('stride', value(pairLiteral(stride), 'stride'), '1')),
  channelConv: ({ kernel }) => call('ChannelConv', positional(numberLiteral(kernel), 'kernel_size')),
  conv,
  dense: ({ features, bias }, { shape }) =>
    call(
      'nn.Linear',
      count(shape('weight')[1] ?? 0, 'in_channels'),
      count(features, 'out_channels'),
      named('bias', truth(bias), 'True'),
    ),
  dropout: ({ rate, per }) =>
    call(per === 'image' ? 'StochasticDepth' : 'nn.Dropout', positional(numberLiteral(rate), 'rate')),
  evoNormS0: ({ groups, epsilon: added }, site) =>
    call('EvoNormS0', count(groups, 'groups'), count(vectorOf(site), 'channels'), epsilon(added, '1e-5')),
  filterResponseNorm: ({ epsilon: added }, site) =>
    call('FilterResponseNorm', count(vectorOf(site), 'channels'), epsilon(added, '1e-5')),
  flatten: () => call('nn.Flatten'),
  globalAveragePool: () => call('nn.AdaptiveAvgPool2d', positional('1')),
  groupNorm: ({ groups, epsilon: added }, site) =>
    groups === 'channels' || groups === vectorOf(site)
      ? call('InstanceNorm', count(vectorOf(site), 'channels'), epsilon(added, '1e-5'))
      : call('nn.GroupNorm', count(groups, 'groups'), count(vectorOf(site), 'channels'), epsilon(added, '1e-5')),
  identity: () => call('nn.Identity'),
  maxPool: (layer) => pool('MaxPool2d', layer),
  normalize: ({ mean, std }) =>
    call(
      'Normalize',
      named('mean', `[${mean.map(floatLiteral).join(', ')}]`),
      named('std', `[${std.map(floatLiteral).join(', ')}]`),
    ),
  pad: ({ sides, mode }) => call(mode === 'zeros' ? 'nn.ZeroPad2d' : 'nn.ReflectionPad2d', positional(fromLeft(sides))),
  padChannels: ({ before, after }) => call('PadChannels', count(before, 'channels'), count(after, 'channels')),
  prelu: ({ initial, perChannel }, site) =>
    call(
      'nn.PReLU',
      perChannel ? { ...count(vectorOf(site), 'channels'), usual: '1' } : { ...positional('1'), usual: '1' },
      named('init', numberLiteral(initial), '0.25'),
    ),
  scale: ({ factor, trained }) =>
    trained
      ? call('TrainedScale', positional(numberLiteral(factor)))
      : call('Scale', positional(numberLiteral(factor), 'rate')),
  subsample: ({ stride }) => call('Subsample', positional(pairLiteral(stride), 'stride')),
};

/** The module that a layer is. */
export const layerCall = (layer: SimpleLayer, site: Site): Call =>
  (rules[layer.kind] as (layer: SimpleLayer, site: Site) => Call)(layer, site);

/** Layers that have tensors in the state. */
export const hasState = (layer: SimpleLayer): boolean =>
  layer.kind === 'scale' ? layer.trained : stateful.has(layer.kind);

const stateful: ReadonlySet<SimpleLayer['kind']> = new Set<SimpleLayer['kind']>([
  'batchNorm',
  'channelConv',
  'conv',
  'dense',
  'evoNormS0',
  'filterResponseNorm',
  'groupNorm',
  'prelu',
]);
