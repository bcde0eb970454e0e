import { checkValue, shownName } from '@resnet-compile/options';
import { isCounter, type ExpectedTensor } from './expected-tensor.ts';
import { expectedTensors, tensorMap } from './kinds.ts';
import { chooseNames } from './names/choose-names.ts';
import { renamedTensor } from './renamed-tensor.ts';
import { WeightsError, type Tensor } from './tensor.ts';

/** Tensors under the network's names, and which names were changed. */
export type MappedNames<Memory extends ArrayBufferLike = ArrayBufferLike> = {
  /** The file's tensors under the network's names. */
  readonly mapped: Map<string, Tensor<Memory>>;
  /** Pairs of the file's name and the network's, where they differ. */
  readonly renamed: [from: string, to: string][];
  /** In which way the file's names were read, e.g. `Hugging Face transformers`. */
  readonly dialect: string;
  /** Names of the file that are no part of the network, and are not in `mapped`, and why. */
  readonly leftOut: (readonly [name: string, why: string])[];
  /** What that dialect's names can't tell, where results may differ for it. */
  readonly note?: string;
};

/**
 * Gives the tensors of a file the network's names, if the file is in a dialect that is known (`src/name-rules`:
 * torchvision, timm, transformers, OpenMMLab, repositories for CIFAR; prefixes and wrappers such as `module.`; any name
 * of the last layer). The dialect is chosen by how many tensors find their place, by name and shape, and names are only
 * changed if more of them do then; the network may be in any dialect too. Shapes that differ by trailing 1s become the
 * expected ones; `num_batches_tracked` and what is known to be no part of the network (`leftOut`) are dropped. What
 * matches nothing is kept, for matchState to report.
 * @throws WeightsError when two names of the file become the same.
 */
export function mapNames<Memory extends ArrayBufferLike>(
  found: ReadonlyMap<string, Tensor<Memory>>,
  expected: readonly ExpectedTensor[],
): MappedNames<Memory> {
  checkValue('mapNames: what is found', found, tensorMap);
  checkValue('mapNames: what is expected', expected, expectedTensors);
  const shapes = new Map(
    expected
      .filter(({ name }) => !isCounter(name))
      .flatMap(({ name, shape, aliases = [] }) => [name, ...aliases].map((each) => [each, shape] as const)),
  );
  const tensors = [...found].filter(([name]) => !isCounter(name));
  const { pairs, leftOut, ...how } = chooseNames(new Map(tensors.map(([name, { shape }]) => [name, shape])), shapes);
  const left = new Set(leftOut.map(([name]) => name));
  const mapped = new Map<string, Tensor<Memory>>();
  const origin = new Map<string, string>();
  for (const [name, tensor] of tensors) {
    if (left.has(name)) continue;
    const to = pairs.get(name) ?? name;
    const other = origin.get(to);
    if (other !== undefined) {
      throw new WeightsError(
        `the file has both ${shownName(other)} and ${shownName(name)}, which both mean ${shownName(to)} (${how.dialect}); remove one of them`,
      );
    }
    origin.set(to, name);
    mapped.set(to, renamedTensor({ ...tensor, name }, to, shapes.get(to)));
  }
  const renamed = [...origin].flatMap(([to, from]): [string, string][] => (to === from ? [] : [[from, to]]));
  return { mapped, renamed, leftOut: [...leftOut], ...how };
}
