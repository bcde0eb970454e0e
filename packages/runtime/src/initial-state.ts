import type { ParameterDeclaration } from '@resnet-compile/ir';
import { encodeUtf8 } from '@resnet-compile/weights/safetensors';
import { randomBits } from './mix.ts';
import { createNormal } from './normal.ts';
import { unsliced, type Slices } from './slices.ts';
import type { State } from './weights.ts';

/** Values that are made without a look at the clock: a millisecond or two. */
const piece = 2 ** 17;

/** Each parameter's values, one after the other: those that are given, else its initial ones; see {@link initialValue}. */
export async function* initialValues(
  parameters: readonly ParameterDeclaration[],
  seed: number,
  slices: Slices = unsliced,
  given?: State,
): AsyncGenerator<readonly [name: string, values: Float32Array]> {
  slices.begin();
  const normal = createNormal();
  for (const parameter of parameters) {
    const own = given?.get(parameter.name);
    if (own) {
      yield [parameter.name, own];
      continue;
    }
    const values = new Float32Array(lengthOf(parameter));
    const fill = fillerOf(parameter, seed, normal);
    for (let first = 0; first < values.length; first += piece) {
      fill(values, first, Math.min(first + piece, values.length));
      if (slices.isOver()) await slices.pause();
    }
    yield [parameter.name, values];
  }
}

/** The same of one parameter at once. */
export function initialValue(parameter: ParameterDeclaration, seed: number): Float32Array {
  const values = new Float32Array(lengthOf(parameter));
  fillerOf(parameter, seed, createNormal())(values, 0, values.length);
  return values;
}

type Filler = (values: Float32Array, first: number, last: number) => void;

const lengthOf = ({ shape }: ParameterDeclaration): number => shape.reduce((product, extent) => product * extent, 1);

/** A parameter's initial values as it declares them, a pure function of its name and the seed. */
function fillerOf(parameter: ParameterDeclaration, seed: number, normal: ReturnType<typeof createNormal>): Filler {
  const { name, shape, initial = 0 } = parameter;
  if (typeof initial === 'number') return (values, first, last) => void values.fill(initial, first, last);
  const key = keyOf(name, seed);
  const fan = lengthOf(parameter) / (shape[initial.fan === 'in' ? 0 : 1] ?? NaN) || 1;
  if (initial.distribution === 'he_normal')
    return (values, first, last) => normal(key, Math.sqrt(2 / fan), values, first, last);
  return (values, first, last) => {
    for (let index = first; index < last; index++)
      values[index] = (randomBits(key, index) / 2 ** 23 - 1) / Math.sqrt(fan);
  };
}

/** Of name (FNV-1a) and seed. */
function keyOf(name: string, seed: number): number {
  let hash = 0x811c9dc5;
  for (const byte of encodeUtf8(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash + Math.imul(seed, 0x85ebca6b)) | 0;
}
