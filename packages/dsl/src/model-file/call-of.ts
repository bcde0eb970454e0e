import * as dsl from '../index.ts';
import type { ActivationLayer, GroupNormLayer, Layer } from '../layer.ts';
import { without } from '../without.ts';

/** A call of one of the DSL's functions. */
export interface Call {
  readonly name: keyof typeof dsl;
  /** All that can be told, by name; what is as it is anyway included. */
  readonly options: Readonly<Record<string, unknown>>;
}

type Composite = 'shared' | 'sequential' | 'residual' | 'branches' | 'select';
export type SimpleLayer = Exclude<Layer, { readonly kind: Composite }>;
type OfKind<Kind, Each> = Each extends { readonly kind: infer Kinds } ? (Kind extends Kinds ? Each : never) : never;

const simple = ({ kind }: { readonly kind: keyof typeof dsl }): Call => ({ name: kind, options: {} });

/** What a layer has besides are options, by their names. */
const options = (layer: SimpleLayer, ...others: readonly string[]): Call['options'] =>
  without({ ...layer } as Readonly<Record<string, unknown>>, 'kind', 'problems', 'position', ...others);

const named = (layer: SimpleLayer & { readonly kind: keyof typeof dsl }): Call => ({
  name: layer.kind,
  options: options(layer),
});

/** The calls that make layers which have none within them. A kind that is missing is a type error. */
const calls: { readonly [Kind in SimpleLayer['kind']]: (layer: OfKind<Kind, SimpleLayer>) => Call } = {
  activation: (layer) => activationCall(layer),
  averagePool: named,
  batchNorm: named,
  blur: named,
  channelConv: named,
  conv: named,
  dense: named,
  dropout: ({ per, rate }) => ({ name: per === 'image' ? 'stochasticDepth' : 'dropout', options: { rate } }),
  evoNormS0: named,
  filterResponseNorm: named,
  flatten: simple,
  globalAveragePool: simple,
  groupNorm: (layer) => groupNormCall(layer),
  identity: simple,
  // Whatever it is told, it divides.
  maxPool: (layer) => ({ name: 'maxPool', options: options(layer, 'countIncludePad') }),
  normalize: named,
  pad: named,
  padChannels: named,
  prelu: named,
  scale: named,
  subsample: named,
};

/** What is told before the options. */
export const firstArgument: { readonly [Name in keyof typeof dsl]?: string } = {
  conv: 'channels',
  dense: 'features',
  dropout: 'rate',
  pad: 'sides',
  scale: 'factor',
  stochasticDepth: 'rate',
  subsample: 'stride',
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
    options: {},
  };

/** Of one group, and of one for each channel, under their own names. */
const groupNormCall = (layer: GroupNormLayer): Call => {
  const name = layer.groups === 1 ? 'layerNorm' : layer.groups === 'channels' ? 'instanceNorm' : 'groupNorm';
  return { name, options: name === 'groupNorm' ? options(layer) : options(layer, 'groups') };
};

export const callOf = <Kind extends SimpleLayer['kind']>(layer: { readonly kind: Kind } & SimpleLayer): Call =>
  (calls[layer.kind] as (layer: SimpleLayer) => Call)(layer);

const functions = { ...dsl } as unknown as Readonly<Record<keyof typeof dsl, (...all: readonly unknown[]) => unknown>>;

/** What a call makes; some functions want options even where there is nothing to tell. */
export function madeBy({ name, options: told }: Call, isBare = false): unknown {
  const first = firstArgument[name];
  return first === undefined
    ? functions[name](...(isBare ? [] : [told]))
    : functions[name](told[first], ...(isBare ? [] : [without(told, first)]));
}
