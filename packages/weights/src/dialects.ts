import { checkValue } from '@resnet-compile/options';
import { nameRules, type NameRule } from './name-rules.ts';
import { expectedTensors, tensorMap } from './kinds.ts';
import { WeightsError, type Tensor } from './safetensors.ts';

/** A parameter or statistic that the network has. */
export type ExpectedTensor = {
  /** In the network's state dict. */
  readonly name: string;
  /** Its extents, the outermost first. */
  readonly shape: readonly number[];
  /** Names that a file may have too: those of later uses of a shared layer. */
  readonly aliases?: readonly string[];
};

/** Tensors under the network's names, and which names were changed. */
export type MappedNames<Memory extends ArrayBufferLike = ArrayBufferLike> = {
  /** The file's tensors under the network's names. */
  readonly mapped: Map<string, Tensor<Memory>>;
  /** Pairs of the file's name and the network's, where they differ. */
  readonly renamed: [from: string, to: string][];
};

/** PyTorch counts the batches that its running statistics saw; no result depends on it. */
export const isCounter = (name: string): boolean => /(^|\.)(num_batches_tracked|n_averaged)$/.test(name);

const elements = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
const withoutTrailingOnes = (shape: readonly number[]): string => String(shape).replace(/(,1)+$/, '');

/** A linear layer is a 1×1 convolution: [C, D] and [C, D, 1, 1] are the same weights. */
function reshape<Memory extends ArrayBufferLike>(
  tensor: Tensor<Memory>,
  name: string,
  shape: readonly number[] | undefined,
): Tensor<Memory> {
  const same = shape !== undefined && elements(shape) === tensor.data.length;
  const fits = same && withoutTrailingOnes(shape) === withoutTrailingOnes(tensor.shape);
  return { name, shape: fits ? shape : tensor.shape, data: tensor.data };
}

/** The first rule under which the most names are expected ones: a later one must match more. */
function chooseRule(names: readonly string[], expected: ReadonlyMap<string, unknown>): NameRule {
  const matches = ({ rename }: NameRule): number => names.filter((name) => expected.has(rename(name))).length;
  const counted = nameRules.map((rule) => ({ rule, count: matches(rule) }));
  return counted.reduce((best, other) => (other.count > best.count ? other : best)).rule;
}

/**
 * Gives the tensors of a file the network's names, if the file is in a dialect that is known (prefixes such as
 * `module.`, the CIFAR repositories' `linear` and `shortcut`, pre-activation networks in their style). Names are only
 * changed if more of them match then. Shapes that differ by trailing 1s become the expected ones;
 * `num_batches_tracked` is dropped. What matches nothing is kept, for matchState to report.
 * @throws WeightsError when two names of the file become the same.
 */
export function mapNames<Memory extends ArrayBufferLike>(
  found: ReadonlyMap<string, Tensor<Memory>>,
  expected: readonly ExpectedTensor[],
): MappedNames<Memory> {
  checkValue('mapNames: what is found', found, tensorMap);
  checkValue('mapNames: what is expected', expected, expectedTensors);
  const shapes = new Map(
    expected.flatMap(({ name, shape, aliases = [] }) => [name, ...aliases].map((each) => [each, shape] as const)),
  );
  const tensors = [...found].filter(([name]) => !isCounter(name));
  const { rename, dialect } = chooseRule(
    tensors.map(([name]) => name),
    shapes,
  );
  const mapped = new Map<string, Tensor<Memory>>();
  const origin = new Map<string, string>();
  for (const [name, tensor] of tensors) {
    const to = rename(name);
    const other = origin.get(to);
    if (other !== undefined) {
      throw new WeightsError(
        `the file has both ${other} and ${name}, which both mean ${to} (${dialect}); remove one of them`,
      );
    }
    origin.set(to, name);
    mapped.set(to, reshape(tensor, to, shapes.get(to)));
  }
  const renamed = [...origin].flatMap(([to, from]): [string, string][] => (to === from ? [] : [[from, to]]));
  return { mapped, renamed };
}
