import * as architectures from '../architectures/index.ts';
import { defaultsOf, type Architecture } from '../architectures/architecture.ts';
import type { Network } from '../network-description.ts';
import type { ResNetOptions } from '../resnet/options.ts';
import { formOf, isEqual, type Form } from './form.ts';
import type { Found } from './search.ts';

/** A function that has a name, and what it is told. */
export interface Named extends Pick<Found, 'texts'> {
  readonly name: keyof typeof architectures;
  /** Before the options: a depth, a width. */
  readonly given: readonly number[];
  readonly options: Partial<ResNetOptions>;
  readonly network: Network;
}

const functions = { ...architectures };

/** What does not make it another network: one of that name for other images and classes. */
const changeable: readonly string[] = [
  'input',
  'classes',
  'outputs',
  'explain',
  'normalize',
  'stem',
  'stemPool',
  'dropout',
  'stochasticDepth',
];

type Options = Readonly<Record<string, unknown>>;

/**
 * The function of this package by whose name a person would ask for a network: the one that has to be told the least, of several the first by name.
 *
 * @param found what `resnet` would be told; undefined where it cannot say the network, but such a function may
 * @param plain what any network may be told: its input and classes
 */
export function namedOf(
  network: Network,
  form: Form,
  stages: readonly (readonly number[])[],
  found: Found | undefined,
  plain: Partial<ResNetOptions>,
): Named | undefined {
  const tried = [...withNames(found, stages, plain), ...(found ? withDepths(found) : [])];
  const texts = found?.texts ?? new Map();
  return tried
    .map(({ name, given, options }): Named => {
      const make = functions[name] as (...all: readonly unknown[]) => Network;
      return { name, given, options, texts, network: make(...given, options) };
    })
    .filter(
      ({ network: made }) =>
        !made.problems.length && made.input.join() === network.input.join() && isEqual(formOf(made), form),
    )
    .reduce<Named | undefined>((a, b) => (a === undefined || weightOf(b) < weightOf(a) ? b : a), undefined);
}

type Try = Pick<Named, 'name' | 'given' | 'options'>;

const namesInOrder = (): readonly (keyof typeof architectures)[] =>
  (Object.keys(architectures) as (keyof typeof architectures)[]).sort();

/** What has to be told. */
const weightOf = ({ given, options }: Try): number => given.length + Object.keys(options).length;

/** Functions of the same stages, and of the same options where these are told in words and numbers. */
function withNames(
  found: Found | undefined,
  stages: readonly (readonly number[])[],
  plain: Partial<ResNetOptions>,
): readonly Try[] {
  return namesInOrder().flatMap((name): readonly Try[] => {
    const own = defaultsOf(functions[name] as Architecture);
    if (!own || !stages.some((each) => each.join() === own.stages.join())) return [];
    if (!found) return typeof own.block === 'function' ? [{ name, given: [], options: plain }] : [];
    const others = difference(found.options as unknown as Options, own as unknown as Options);
    return others ? [{ name, given: [], options: others }] : [];
  });
}

/** Of names that say it although it is so anyway. */
const usual: Options = { block: 'basic' };

/** What has to be told beside the defaults; undefined where that would make another network of it. */
function difference(options: Options, defaults: Options): Partial<ResNetOptions> | undefined {
  const full = { ...usual, ...options };
  const own: Options = { ...usual, ...defaults };
  const names = Object.keys(full).filter((name) => !isLike(full[name], own[name]));
  const isLost = Object.keys(own).some((name) => !(name in full) && !changeable.includes(name));
  return isLost || names.some((name) => !changeable.includes(name))
    ? undefined
    : Object.fromEntries(names.map((name) => [name, options[name]]));
}

/** Functions and layers are compared by the networks that they make. */
const isLike = (a: unknown, b: unknown): boolean => {
  const isData = (value: unknown): boolean =>
    value === undefined || JSON.stringify(value) === JSON.stringify(plainOf(value));
  return isData(a) && isData(b) ? JSON.stringify(a) === JSON.stringify(b) : isData(a) === isData(b);
};

const plainOf = (value: unknown): unknown =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && 'kind' in value) ? null : value;

/** Functions of a depth: so many blocks in each of three stages. */
const families: readonly {
  readonly name: keyof typeof architectures;
  readonly depth: (blocks: number) => number;
  readonly given?: (options: ResNetOptions) => readonly number[];
}[] = [
  { name: 'cifarResnet', depth: (blocks) => 6 * blocks + 2 },
  { name: 'cifarPlain', depth: (blocks) => 6 * blocks + 2 },
  { name: 'cifarPreactResnet', depth: (blocks) => 9 * blocks + 2 },
  {
    name: 'wideResnet',
    depth: (blocks) => 6 * blocks + 4,
    given: ({ width = 64 }) => [Number(width) / 16],
  },
];

function withDepths({ options }: Found): readonly Try[] {
  const [blocks = 0, ...others] = options.stages;
  if (others.length !== 2 || others.some((depth) => depth !== blocks)) return [];
  return families.flatMap(({ name, depth, given }) => {
    const all = [depth(blocks), ...(given?.(options) ?? [])];
    const { input, classes = 1000, normalize } = options;
    const told = {
      ...(classes === 10 ? {} : { classes }),
      ...(input?.join() === '3,32,32' ? {} : { input: input ?? ([3, 224, 224] as const) }),
      ...(normalize ? { normalize } : {}),
    };
    return all.every((each) => Number.isSafeInteger(each) && each > 0) ? [{ name, given: all, options: told }] : [];
  });
}
