import { checkValue, shownName } from '@resnet-compile/options';
import { isCounter, type ExpectedTensor } from './expected-tensor.ts';
import { expectedTensors, nameMap, tensorMap } from './kinds.ts';
import { renamedTensor } from './renamed-tensor.ts';
import { WeightsError, type Tensor } from './tensor.ts';

/**
 * Gives tensors of a file the names that a map has for them; others keep theirs, for matchState to report. Shapes that
 * differ by trailing 1s become the expected ones.
 * @param names the file's name → the network's
 * @throws WeightsError for a name that the file or the network lacks, or where two become the same.
 */
export function renameTensors<Memory extends ArrayBufferLike>(
  found: ReadonlyMap<string, Tensor<Memory>>,
  names: ReadonlyMap<string, string>,
  expected: readonly ExpectedTensor[],
): Map<string, Tensor<Memory>> {
  checkValue('renameTensors: what is found', found, tensorMap);
  checkValue('renameTensors: the map of names', names, nameMap);
  checkValue('renameTensors: what is expected', expected, expectedTensors);
  const shapes = new Map(
    expected.flatMap(({ name, shape, aliases = [] }) => [name, ...aliases].map((each) => [each, shape] as const)),
  );
  for (const [from, to] of names) {
    if (!found.has(from))
      throw new WeightsError(`the names have ${shownName(from)}, which the file has not; use the names of this file`);
    if (!shapes.has(to))
      throw new WeightsError(
        `the names have ${shownName(to)}, which the network has not; use the names of this network`,
      );
  }
  const renamed = new Map<string, Tensor<Memory>>();
  const origin = new Map<string, string>();
  for (const [name, tensor] of found) {
    if (isCounter(name)) continue;
    const to = names.get(name) ?? name;
    const other = origin.get(to);
    if (other !== undefined)
      throw new WeightsError(
        `the file has both ${shownName(other)} and ${shownName(name)}, which both mean ${shownName(to)}; remove one of them`,
      );
    origin.set(to, name);
    renamed.set(to, renamedTensor({ ...tensor, name }, to, shapes.get(to)));
  }
  return renamed;
}
