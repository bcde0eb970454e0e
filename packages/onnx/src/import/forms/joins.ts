import { isMap, mapsOf, type MapValue } from '../values.ts';
import { asIs, type Form, type ValueForm } from './form.ts';

const joinOf: Readonly<Record<string, 'sum' | 'product' | 'concatenate'>> = {
  Add: 'sum',
  Concat: 'concatenate',
  Mul: 'product',
  Sum: 'sum',
};

/** Whether a value counts for the whole of another: it has as many channels, or one, and as many pixels, or one. */
export const isRepeatable = ({ shape: [images, channels, ...map] }: MapValue, whole: readonly number[]): boolean =>
  map.length === whole.length - 2 &&
  images === whole[0] &&
  (channels === whole[1] || channels === 1) &&
  (String(map) === String(whole.slice(2)) || map.every((extent) => extent === 1));

/** A value before it was repeated for the whole of another, which joins do anyway. */
function unrepeated(value: MapValue, whole: readonly number[]): MapValue {
  const [x] = value.kind === 'computed' && value.op === 'Expand' ? value.inputs : [];
  return isMap(x) && isRepeatable(x, whole) ? x : value;
}

/** Values that are added, multiplied, or put side by side. */
export const joined: ValueForm = (value) => {
  const join = Object.hasOwn(joinOf, value.op) ? joinOf[value.op] : undefined;
  if (!join) return undefined;
  const inputs = mapsOf(value).map((input) => (join === 'concatenate' ? input : unrepeated(input, value.shape)));
  if (inputs.length !== value.inputs.filter((input) => input !== undefined).length || !inputs.every(isMap))
    throw new RangeError('one of its inputs is a constant that is neither one number nor one for each channel');
  const [first] = inputs;
  if (
    join === 'concatenate' &&
    Number(value.attributes.get('axis') ?? 1) !== 1 &&
    Number(value.attributes.get('axis')) !== 1 - value.shape.length
  )
    throw new RangeError('it puts values side by side along another axis than their channels');
  if (join !== 'concatenate' && !inputs.every((input) => isRepeatable(input, value.shape)))
    throw new RangeError(
      `it joins ${inputs.map(({ shape }) => shape.slice(1).join('×')).join(' and ')}; expected equal shapes, or one of a single pixel or channel`,
    );
  return first && inputs.length === 1 ? asIs(first) : { kind: 'join', join, inputs };
};

/** The operands of a product, where there are two. */
const factorsOf = (value: MapValue | undefined): readonly [MapValue, MapValue] | undefined => {
  if (value?.kind !== 'computed' || value.op !== 'Mul') return undefined;
  const [a, b] = value.inputs;
  return isMap(a) && isMap(b) ? [a, b] : undefined;
};

/** g of 1 − g. */
const complementOf = (value: MapValue): MapValue | undefined => {
  if (value.kind !== 'computed' || value.op !== 'Sub') return undefined;
  const [one, g] = value.inputs;
  return one?.kind === 'constant' && one.tensor.data.every((each) => each === 1) && isMap(g) ? g : undefined;
};

/** g·body + (1 − g)·shortcut, or body + (1 − g)·shortcut. */
export const gated: ValueForm = (value) => {
  const [a, b] = value.op === 'Add' || value.op === 'Sum' ? mapsOf(value) : [];
  if (!a || !b || mapsOf(value).length !== 2) return undefined;
  for (const [other, weighed] of [
    [a, b],
    [b, a],
  ] as const)
    for (const [shortcut, complement] of ordered(factorsOf(weighed))) {
      const gate = complementOf(complement);
      if (!gate) continue;
      const body = ordered(factorsOf(other)).find(([, each]) => each === gate)?.[0];
      return body ? { kind: 'gate', of: 'exclusive', body, shortcut, gate } : gateOfShortcut(other, shortcut, gate);
    }
  return undefined;
};

const gateOfShortcut = (body: MapValue, shortcut: MapValue, gate: MapValue): Form => ({
  kind: 'gate',
  of: 'shortcut-only',
  body,
  shortcut,
  gate,
});

const ordered = (pair: readonly [MapValue, MapValue] | undefined): readonly (readonly [MapValue, MapValue])[] =>
  pair ? [pair, [pair[1], pair[0]]] : [];
