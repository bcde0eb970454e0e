import { partsOf, replaced, type Expression, type ModuleList, type Sequential } from '../python/expression.ts';
import { isIdentifier, unusedName } from '../python/names.ts';
import type { Parameter } from './parameters.ts';
import { callOf, skeletonOf, templateOf } from './template.ts';

/** A function that builds chains which differ in numbers alone. */
export interface ModuleFunction {
  readonly name: string;
  readonly body: Sequential;
  readonly parameters: readonly Parameter[];
}

/** Chains of so many layers alone are worth a function where they stand in two places; shorter ones in three. */
const long = 3;

/** Blocks, several of which are alike, or have chains within them: not a mere list of different ones. */
const isStage = ({ children }: Sequential): boolean =>
  children.some(
    ({ value }) =>
      value.kind === 'run' && (value.blocks.text !== String(value.after + 1) || chainsIn(value.of).length > 0),
  );

const layersOf = ({ children }: Sequential): number => children.filter(({ value }) => value.kind === 'call').length;

/** Chains, what is around others first. */
const chainsIn = (of: Expression): readonly Sequential[] => [
  ...(of.kind === 'sequential' ? [of] : []),
  ...partsOf(of).flatMap(chainsIn),
];

/**
 * Makes functions of chains that are alike, the longest first: the stages of a network, and in what is left what is
 * repeated besides.
 *
 * @param labels what the items are called
 */
export function functionsOf(
  expression: ModuleList,
  labels: readonly string[],
  names: Set<string>,
): { readonly functions: readonly ModuleFunction[]; readonly expression: ModuleList } {
  const functions: ModuleFunction[] = [];
  let left = expression;
  for (;;) {
    const groups = new Map<string, Sequential[]>();
    for (const one of chainsIn(left)) {
      const skeleton = skeletonOf(one);
      groups.set(skeleton, [...(groups.get(skeleton) ?? []), one]);
    }
    const next = [...groups.values()].find(
      (chains) =>
        (chains.length > 1 && chains.some((one) => isStage(one) || layersOf(one) >= long)) ||
        (chains.length > 2 && chains.some((one) => layersOf(one) > 1)),
    );
    if (!next) return { functions, expression: left };
    const { body, parameters, given } = templateOf(next, []);
    const isOfStages = next.some(isStage);
    const own = new Set(next.map((one) => (labels[left.items.indexOf(one)] ?? '').replace(/\d+$/, '')));
    const [label = ''] = own;
    const name = unusedName(isOfStages ? 'stage' : own.size === 1 && isPlainName(label) ? label : nameOf(body), names);
    names.add(name);
    functions.push({ name, body, parameters });
    const calls = new Map<Expression, Expression>(next.map((one, index) => [one, callOf(name, given[index])]));
    left = replaced(left, calls) as ModuleList;
  }
}

/** In lower case, as functions are. */
const isPlainName = (text: string): boolean => /^[a-z][a-z_]*$/.test(text) && isIdentifier(text);

const nameOf = (body: Sequential): string => {
  const words = body.children.map(({ value }) => (value.kind === 'call' ? (shortNames[value.callee] ?? '') : ''));
  return words.every(Boolean) && words.length < 4 ? words.join('_') : 'chain';
};

const shortNames: Readonly<Record<string, string>> = {
  'nn.Conv2d': 'conv',
  StandardizedConv2d: 'conv',
  'nn.BatchNorm2d': 'bn',
  'nn.GroupNorm': 'norm',
  'nn.ReLU': 'relu',
  'nn.SiLU': 'silu',
  'nn.GELU': 'gelu',
  'nn.MaxPool2d': 'pool',
  'nn.AvgPool2d': 'pool',
  'nn.Dropout': 'dropout',
  'nn.Linear': 'linear',
};
