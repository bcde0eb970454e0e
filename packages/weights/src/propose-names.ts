import { checkValue } from '@resnet-compile/options';
import { isCounter, type ExpectedTensor } from './expected-tensor.ts';
import { expectedTensors, tensorMap } from './kinds.ts';
import { mapNames } from './map-names.ts';
import { canonicalPart } from './name-rules/parts.ts';
import { layersOf, type NamedLayer } from './names/layers.ts';
import { fits } from './names/shapes.ts';
import type { Tensor } from './tensor.ts';

/** Names for a file that no rule fits, to be checked by who knows both. */
export type ProposedNames = {
  /** The file's name → the network's, for all that the network has. */
  readonly names: ReadonlyMap<string, string>;
  /** Layers of the network that other layers share all shapes with: their order alone says which is which. */
  readonly byOrder: number;
  /** Whether file and network have the same shapes in the same order throughout; less is a guess. */
  readonly inOrder: boolean;
};

/** What a layer has, whatever it is called: its parameters and their shapes. */
const signatureOf = ({ tensors }: NamedLayer): string =>
  tensors
    .map(({ part, shape }) => `${canonicalPart(part)} ${String(shape).replace(/(,1)+$/, '')}`)
    .sort()
    .join('; ');

const bySignature = (layers: readonly NamedLayer[]): Map<string, NamedLayer[]> => {
  const groups = new Map<string, NamedLayer[]>();
  for (const layer of layers) {
    const group = groups.get(signatureOf(layer));
    if (group) group.push(layer);
    else groups.set(signatureOf(layer), [layer]);
  }
  return groups;
};

const pairLayer = (from: NamedLayer, to: NamedLayer): [string, string][] =>
  to.tensors.flatMap(({ name, part }): [string, string][] => {
    const same = from.tensors.find((tensor) => canonicalPart(tensor.part) === canonicalPart(part));
    return same ? [[same.name, name]] : [];
  });

/** The names in the order in which the network has them. */
function inOrderOf(expected: readonly NamedLayer[], names: ReadonlyMap<string, string>): Map<string, string> {
  const from = new Map([...names].map(([found, to]) => [to, found]));
  return new Map(
    expected.flatMap(({ tensors }) =>
      tensors.flatMap(({ name }): [string, string][] => {
        const found = from.get(name);
        return found === undefined ? [] : [[found, name]];
      }),
    ),
  );
}

/** Layers of the same signature, one by one in their order; undefined where there are more or fewer of one. */
function pairLayers(found: readonly NamedLayer[], expected: readonly NamedLayer[]): ProposedNames | undefined {
  const groups = bySignature(found);
  const names = new Map<string, string>();
  let byOrder = 0;
  for (const [signature, layers] of bySignature(expected)) {
    const others = groups.get(signature) ?? [];
    if (others.length !== layers.length) return undefined;
    if (layers.length > 1) byOrder += layers.length;
    layers.forEach((layer, place) => {
      const other = others[place];
      if (other) for (const [from, to] of pairLayer(other, layer)) names.set(from, to);
    });
  }
  return {
    names: inOrderOf(expected, names),
    byOrder,
    inOrder: String(found.map(signatureOf)) === String(expected.map(signatureOf)),
  };
}

/**
 * Pairs a file's names with a network's by order and shape, for a file whose names no rule knows: the whole of it if it
 * has the network's shapes in the network's order, else what the rules leave over. Undefined where that finds no place
 * for something that the network has.
 */
export function proposeNames(
  found: ReadonlyMap<string, Tensor>,
  expected: readonly ExpectedTensor[],
): ProposedNames | undefined {
  checkValue('proposeNames: what is found', found, tensorMap);
  checkValue('proposeNames: what is expected', expected, expectedTensors);
  const wanted = expected.filter(({ name }) => !isCounter(name));
  const tensors = [...found].flatMap(([name, { shape }]) => (isCounter(name) ? [] : [{ name, shape }]));
  const whole = pairLayers(layersOf(tensors), layersOf(wanted));
  if (whole?.inOrder) return whole;
  const { mapped, renamed, leftOut } = mapNames(found, expected);
  const target = new Map(renamed);
  const out = new Set(leftOut.map(([name]) => name));
  const settled = new Map(
    tensors.flatMap(({ name, shape }): [string, string][] => {
      const to = target.get(name) ?? name;
      const place = wanted.find((tensor) => tensor.name === to);
      return place && mapped.has(to) && !out.has(name) && fits(shape, place.shape) ? [[name, to]] : [];
    }),
  );
  const taken = new Set(settled.values());
  const rest = pairLayers(
    layersOf(tensors.filter(({ name }) => !settled.has(name) && !out.has(name))),
    layersOf(wanted.filter(({ name }) => !taken.has(name))),
  );
  return rest && { ...rest, names: inOrderOf(layersOf(wanted), new Map([...settled, ...rest.names])) };
}
