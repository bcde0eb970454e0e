import { checkValue, shownName } from '@resnet-compile/options';
import { causeOf } from './causes/index.ts';
import type { Misshapen } from './causes/differences.ts';
import { isCounter, type ExpectedTensor } from './expected-tensor.ts';
import { expectedTensors, tensorMap } from './kinds.ts';
import { nameInFile } from './renamed-tensor.ts';
import { layersOf } from './names/layers.ts';
import { WeightsError, type Tensor } from './tensor.ts';

/** Lines of a report that name tensors, at most; there are four sections. */
const listedAtMost = 10;

const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
const withShape = ({ name, shape }: ExpectedTensor): string => `${shownName(name)} ${show(shape)}`;
const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

const isEqual = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, index) => Object.is(value, b[index]));

const withFound = ({ name, inFile, found, expected }: Misshapen): string =>
  `${shownName(name)}${inFile === name ? '' : ` (${shownName(inFile)} in the file)`}: found ${show(found)}, expected ${show(expected)}`;

/** Each with a title, of as many lines as there is room for. */
function sections(all: readonly (readonly [title: string, lines: readonly string[]])[]): string[] {
  const present = all.filter(([, lines]) => lines.length > 0);
  const room = Math.floor(listedAtMost / Math.max(1, present.length));
  return present.flatMap(([title, lines]) => {
    const listed = lines.length <= room + 1 ? lines : lines.slice(0, room);
    const more = lines.length - listed.length;
    return [
      `${lines.length} ${title}:`,
      ...listed.map((line) => `  ${line}`),
      ...(more ? [`  … and ${more} more`] : []),
    ];
  });
}

/**
 * Checks that the tensors are exactly the expected ones and returns them in the expected order;
 * `num_batches_tracked` is ignored on both sides.
 * @throws WeightsError one for all that is missing, unexpected or misshapen: how many, the first of each with their
 * shapes, under the file's names where mapNames changed them, and the cause with the way out where it is known (another
 * head, depth, width, …).
 */
export function matchState<Memory extends ArrayBufferLike>(
  found: ReadonlyMap<string, Tensor<Memory>>,
  expected: readonly ExpectedTensor[],
): Map<string, Tensor<Memory>> {
  checkValue('matchState: what is found', found, tensorMap);
  checkValue('matchState: what is expected', expected, expectedTensors);
  const wanted = new Map(expected.filter(({ name }) => !isCounter(name)).map((each) => [each.name, each]));
  const known = new Set(expected.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  const different: string[] = [];
  const missing: ExpectedTensor[] = [];
  const misshapen: Misshapen[] = [];
  const fitting: string[] = [];
  const state = new Map<string, Tensor<Memory>>();
  for (const [name, { shape, aliases = [] }] of wanted) {
    const [own, ...others] = [name, ...aliases].flatMap((each) => found.get(each) ?? []);
    const tensor = own && own.name !== name ? { ...own, name } : own;
    for (const other of others)
      if (own && !isEqual(own.data, other.data))
        different.push(`${shownName(nameInFile(other))} is not ${shownName(nameInFile(own))}`);
    if (own === undefined || tensor === undefined) missing.push({ name, shape });
    else if (sameShape(tensor.shape, shape)) {
      state.set(name, tensor);
      fitting.push(nameInFile(own));
    } else misshapen.push({ name, inFile: nameInFile(own), found: tensor.shape, expected: shape });
  }
  const tensors = [...found].filter(([name]) => !isCounter(name));
  const unexpected = tensors.flatMap(([name, tensor]): ExpectedTensor[] =>
    known.has(name) ? [] : [{ name: tensor.name === name ? nameInFile(tensor) : name, shape: tensor.shape }],
  );
  if (missing.length + unexpected.length + misshapen.length + different.length === 0) return state;
  const cause = different.length
    ? undefined
    : causeOf({ missing, unexpected, misshapen, fitting, layers: layersOf(wanted.values()) });
  const lines = [
    `the weights are of another network: ${tensors.length} tensors found, ${wanted.size} expected; ${cause ?? "use this network's weights or change the model"}`,
    ...sections([
      ['missing', missing.map(withShape)],
      ['unexpected', unexpected.map(withShape)],
      ['misshapen', misshapen.map(withFound)],
      ['different, where layers are shared', different],
    ]),
  ];
  throw new WeightsError(lines.join('\n'));
}
