import { isHead } from '../name-rules/heads.ts';
import type { NamedLayer } from './layers.ts';
import { fits } from './shapes.ts';

/** Whether a layer, the last of several or named as heads are, is a linear one: a convolution of 1×1 may be. */
const isLinear = ({ kind, path, tensors }: NamedLayer, place: number, { length }: readonly NamedLayer[]): boolean =>
  kind === 'linear' ||
  (kind === 'conv' &&
    (place === length - 1 || isHead(path)) &&
    tensors.every(({ part, shape }) => part !== 'weight' || fits(shape, shape.slice(0, 2))));

/** Whether no other layers stand in the same Sequential: fastai's `1.8` is the end of a head that begins at `1.2`. */
const isAlone = ({ path }: NamedLayer, layers: readonly NamedLayer[]): boolean => {
  const [, parent] = /^(.*\.|)\d+$/.exec(path) ?? [];
  return !parent || !layers.some((other) => other.path !== path && other.path.startsWith(parent));
};

const parts = ({ tensors }: NamedLayer): string =>
  tensors
    .map(({ part }) => part)
    .sort()
    .join();

const sameShapes = (a: NamedLayer, b: NamedLayer): boolean =>
  a.tensors.every(({ part, shape }) => b.tensors.some((other) => other.part === part && fits(shape, other.shape)));

/** Of several the only one for which it holds. */
const only = <Value>(values: readonly Value[], holds: (value: Value) => boolean): Value | undefined => {
  const [first, second] = values.filter(holds);
  return second === undefined ? first : undefined;
};

/**
 * A network's last layer and that of a file, whatever they are called: the only linear layer that nothing else was found
 * for, or the only one of its shape, or of a name that heads have.
 */
export function pairHeads(found: readonly NamedLayer[], expected: readonly NamedLayer[]): [from: string, to: string][] {
  const head = expected.findLast(isLinear);
  if (head === undefined) return [];
  const candidates = found.filter(isLinear).filter((layer) => parts(layer) === parts(head) && isAlone(layer, found));
  const chosen =
    only(candidates, () => true) ??
    only(candidates, (layer) => sameShapes(layer, head)) ??
    only(candidates, ({ path }) => isHead(path));
  if (chosen === undefined) return [];
  return head.tensors.flatMap(({ name: to, part }): [string, string][] =>
    chosen.tensors.flatMap(({ name, part: other }): [string, string][] => (other === part ? [[name, to]] : [])),
  );
}
