import * as dsl from '../index.ts';
import type { ActivationLayer, Layer } from '../layer.ts';
import { without } from './without.ts';

/** A call of one of the DSL's functions. */
export interface Call {
  readonly name: keyof typeof dsl;
  /** Before the options. */
  readonly given?: readonly unknown[];
  /** All that can be told; what is as it is anyway included. */
  readonly options?: Readonly<Record<string, unknown>>;
}

type Composite = 'shared' | 'sequential' | 'residual' | 'branches' | 'select';
export type SimpleLayer = Exclude<Layer, { readonly kind: Composite }>;
type OfKind<Kind, Each> = Each extends { readonly kind: infer Kinds } ? (Kind extends Kinds ? Each : never) : never;

const simple = ({ kind }: { readonly kind: keyof typeof dsl }): Call => ({ name: kind });

/** What a layer has besides are options, by their names. */
const options = (layer: SimpleLayer, ...others: readonly string[]): NonNullable<Call['options']> =>
  without({ ...layer } as Readonly<Record<string, unknown>>, 'kind', 'problems', 'position', ...others);

/** The calls that make layers which have none within them. A kind that is missing is a type error. */
const calls: { readonly [Kind in SimpleLayer['kind']]: (layer: OfKind<Kind, SimpleLayer>) => Call } = {
  activation: (layer) => activationCall(layer),
  averagePool: (layer) => ({ name: 'averagePool', options: options(layer) }),
  batchNorm: (layer) => ({ name: 'batchNorm', options: options(layer) }),
  blur: (layer) => ({ name: 'blur', options: options(layer) }),
  channelConv: (layer) => ({ name: 'channelConv', options: options(layer) }),
  conv: (layer) => ({ name: 'conv', given: [layer.channels], options: options(layer, 'channels') }),
  dense: (layer) => ({ name: 'dense', given: [layer.features], options: options(layer, 'features') }),
  dropout: ({ per, rate }) => ({ name: per === 'image' ? 'stochasticDepth' : 'dropout', given: [rate] }),
  evoNormS0: (layer) => ({ name: 'evoNormS0', options: options(layer) }),
  filterResponseNorm: (layer) => ({ name: 'filterResponseNorm', options: options(layer) }),
  flatten: simple,
  globalAveragePool: simple,
  groupNorm: (layer) =>
    layer.groups === 'channels'
      ? { name: 'instanceNorm', options: options(layer, 'groups') }
      : { name: 'groupNorm', options: options(layer) },
  identity: simple,
  // Whatever it is told, it divides.
  maxPool: (layer) => ({ name: 'maxPool', options: options(layer, 'countIncludePad') }),
  normalize: (layer) => ({ name: 'normalize', options: options(layer) }),
  pad: (layer) => ({ name: 'pad', given: [layer.sides], options: options(layer, 'sides') }),
  padChannels: (layer) => ({ name: 'padChannels', options: options(layer) }),
  prelu: (layer) => ({ name: 'prelu', options: options(layer) }),
  scale: (layer) => ({ name: 'scale', given: [layer.factor], options: options(layer, 'factor') }),
  subsample: (layer) => ({ name: 'subsample', given: [layer.stride] }),
};

/** Activations whose call is not their name in camel case, or takes a number. */
const otherActivations: Readonly<Record<string, (number: number | undefined) => Call>> = {
  elu: (alpha) => ({ name: 'elu', options: { alpha } }),
  gelu_tanh: () => ({ name: 'gelu', options: { approximate: 'tanh' } }),
  leaky_relu: (slope) => ({ name: 'leakyRelu', options: { slope } }),
};

const activationCall = ({ activation, numbers }: ActivationLayer): Call =>
  otherActivations[activation]?.(numbers[0]) ?? {
    name: activation.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as keyof typeof dsl,
  };

export const callOf = <Kind extends SimpleLayer['kind']>(layer: { readonly kind: Kind } & SimpleLayer): Call =>
  (calls[layer.kind] as (layer: SimpleLayer) => Call)(layer);

const functions = { ...dsl } as unknown as Readonly<Record<keyof typeof dsl, (...all: readonly unknown[]) => unknown>>;

/** What a call makes. */
export const madeBy = ({ name, given = [], options: told }: Call): unknown =>
  functions[name](...given, ...(told ? [told] : []));
