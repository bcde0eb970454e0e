import { checkValue, shownName } from '@resnet-compile/options';
import { isCounter, type ExpectedTensor } from './dialects.ts';
import { expectedTensors, tensorMap } from './kinds.ts';
import { WeightsError, type Tensor } from './safetensors.ts';

const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

const isEqual = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, index) => Object.is(value, b[index]));

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${lines.length} ${title}:`, ...lines.map((line) => `  ${line}`)];
}

/**
 * Checks that the tensors are exactly the expected ones and returns them in the expected order;
 * `num_batches_tracked` is ignored on both sides.
 * @throws WeightsError one for all: it lists every missing, unexpected and misshapen tensor with its shapes.
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
  const missing: string[] = [];
  const misshapen: string[] = [];
  const state = new Map<string, Tensor<Memory>>();
  for (const [name, { shape, aliases = [] }] of wanted) {
    const [own, ...others] = [name, ...aliases].flatMap((each) => found.get(each) ?? []);
    const tensor = own && own.name !== name ? { ...own, name } : own;
    for (const other of others)
      if (own && !isEqual(own.data, other.data))
        different.push(`${shownName(other.name)} is not ${shownName(own.name)}`);
    if (tensor === undefined) missing.push(`${shownName(name)} ${show(shape)}`);
    else if (sameShape(tensor.shape, shape)) state.set(name, tensor);
    else misshapen.push(`${shownName(name)}: found ${show(tensor.shape)}, expected ${show(shape)}`);
  }
  const tensors = [...found].filter(([name]) => !isCounter(name));
  const unexpected = tensors.flatMap(([name, { shape }]) =>
    known.has(name) ? [] : [`${shownName(name)} ${show(shape)}`],
  );
  if (missing.length + unexpected.length + misshapen.length + different.length === 0) return state;
  const lines = [
    `the weights are of another network: ${tensors.length} tensors found, ${wanted.size} expected; use this network's weights or change the model`,
    ...section('missing', missing),
    ...section('unexpected', unexpected),
    ...section('misshapen', misshapen),
    ...section('different, where layers are shared', different),
  ];
  throw new WeightsError(lines.join('\n'));
}
