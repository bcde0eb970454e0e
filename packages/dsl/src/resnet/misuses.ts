import type { Problem } from '../problem.ts';
import type { ResNetOptions } from './options.ts';

type Misuse = Pick<Problem, 'message' | 'option' | 'hint'>;
type Rule = (options: Partial<ResNetOptions>) => Misuse | undefined;

/** Combinations that mean nothing, each with what to do. */
export const misuses = (options: Partial<ResNetOptions>): readonly Misuse[] =>
  rules.flatMap((rule) => rule(options) ?? []);

const blocksOf = ({ block = 'basic' }: Partial<ResNetOptions>): readonly unknown[] =>
  Array.isArray(block) ? block : [block];

/** One value for each stage. */
const forEachStage =
  (option: 'block' | 'width' | 'reduceFirst'): Rule =>
  ({ stages = [], [option]: given }) =>
    Array.isArray(given) && given.length !== stages.length
      ? {
          message: `resnet: ${option} has ${given.length} values for ${stages.length} stages; expected one for each`,
          option,
        }
      : undefined;

const withoutMeaning = (
  option: keyof ResNetOptions,
  because: string,
  hint: string,
  applies: (options: Partial<ResNetOptions>) => boolean,
): Rule => {
  return (options) =>
    options[option] !== undefined && applies(options)
      ? { message: `resnet: ${option} is ${shownShortly(options[option])}, but ${because}`, hint, option }
      : undefined;
};

const shownShortly = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

const isOfBasicBlocks = (options: Partial<ResNetOptions>): boolean =>
  blocksOf(options).every((block) => block === 'basic');
const isPlain = ({ shortcut }: Partial<ResNetOptions>): boolean => shortcut === 'none';

const rules: readonly Rule[] = [
  forEachStage('block'),
  forEachStage('width'),
  forEachStage('reduceFirst'),
  ...(['groups', 'widthPerGroup'] as const).map((option) =>
    withoutMeaning(
      option,
      "block 'basic' has no grouped or widened convolution",
      `use block: 'bottleneck', or leave ${option} out`,
      (options) => isOfBasicBlocks(options) && options[option] !== (option === 'groups' ? 1 : 64),
    ),
  ),
  withoutMeaning(
    'placement',
    "variant 'v2' is the placement 'full'",
    'leave one of both out',
    ({ placement, variant }) => variant === 'v2' && placement !== 'full',
  ),
  withoutMeaning(
    'placement',
    "variant 'v1' strides in the first convolution, which pre-activated blocks do not",
    'leave variant out',
    ({ placement, variant }) => variant === 'v1' && placement === 'full',
  ),
  ...(['placement', 'reduceFirst'] as const).map((option) =>
    withoutMeaning(
      option,
      'no block is built in',
      `use block: 'basic' or 'bottleneck', or leave ${option} out`,
      (options) => options[option] !== 'full' && blocksOf(options).every((block) => typeof block === 'function'),
    ),
  ),
  withoutMeaning(
    'bothPreactivate',
    'no block is pre-activated',
    "use variant: 'v2' or placement: 'relu-only', or leave bothPreactivate out",
    ({ bothPreactivate, variant, placement }) =>
      bothPreactivate === true && variant !== 'v2' && placement !== 'full' && placement !== 'relu-only',
  ),
  ...(['gate', 'shortcutScale', 'shortcutKernel', 'residualScale'] as const).map((option) =>
    withoutMeaning(
      option,
      "shortcut 'none' leaves nothing to add to",
      `use another shortcut, or leave ${option} out`,
      isPlain,
    ),
  ),
  withoutMeaning(
    'shortcutKernel',
    'only a projection has filters that may stride',
    "use shortcut: 'B' or 'C', or leave shortcutKernel out",
    ({ shortcut = 'B', shortcutKernel }) => shortcutKernel === 3 && !['B', 'C', 'none'].includes(shortcut),
  ),
  withoutMeaning(
    'gateBias',
    'there is no gate',
    "add gate: 'exclusive' or 'shortcut-only'",
    ({ gate }) => gate === undefined,
  ),
  withoutMeaning(
    'stemWidth',
    "the stem's own layers say how many channels it ends with",
    'leave stemWidth out',
    ({ stem }) => typeof stem === 'object',
  ),
  withoutMeaning(
    'stemWidth',
    'a deep stem begins with half of that',
    'use an even number',
    ({ stem, stemWidth = 2 }) => stem === 'deep' && stemWidth % 2 !== 0,
  ),
  withoutMeaning(
    'stemWidth',
    'a tiered stem begins with three eighths of that',
    'use an even number from 8 on',
    ({ stem, stemWidth = 8 }) => stem === 'tiered' && (stemWidth % 2 !== 0 || stemWidth < 8),
  ),
];
