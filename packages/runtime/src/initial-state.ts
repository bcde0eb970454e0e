import type { ParameterDeclaration } from '@resnet-compile/ir';
import { mix } from './mix.ts';
import { unsliced, type Slices } from './slices.ts';

/** Where a training declaration asks for other initial values than torchvision's. */
export interface Initialization {
  readonly fanIn: boolean;
  readonly zeroGammas: readonly string[];
}

export interface Making {
  readonly initialization?: Initialization;
  readonly slices?: Slices | undefined;
}

/** Values that are made without a look at the clock: a millisecond or two. */
const piece = 2 ** 15;

/** Each parameter's initial values, one after the other; see {@link initialValue}. */
export async function* initialValues(
  parameters: readonly ParameterDeclaration[],
  seed: number,
  { initialization, slices = unsliced }: Making = {},
): AsyncGenerator<readonly [name: string, values: Float32Array]> {
  slices.begin();
  for (const parameter of parameters) {
    const values = new Float32Array(lengthOf(parameter));
    const fill = fillerOf(parameter, seed, initialization);
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
  fillerOf(parameter, seed)(values, 0, values.length);
  return values;
}

type Filler = (values: Float32Array, first: number, last: number) => void;

const lengthOf = ({ shape }: ParameterDeclaration): number => shape.reduce((product, extent) => product * extent, 1);

/**
 * A parameter's initial values, a pure function of its name and the seed: convolutions N(0, √(2/fan)) (He et al. 2015;
 * fan-out, as torchvision, or fan-in), dense layers U(±1/√fan-in), scales and variances 1, shifts and means 0.
 */
function fillerOf(
  parameter: ParameterDeclaration,
  seed: number,
  { fanIn, zeroGammas }: Initialization = { fanIn: false, zeroGammas: [] },
): Filler {
  const { name, shape } = parameter;
  const leaf = name.slice(name.lastIndexOf('.') + 1);
  if (shape.length < 2 || zeroGammas.includes(name)) {
    const value = !zeroGammas.includes(name) && (leaf === 'weight' || leaf === 'running_var') ? 1 : 0;
    return (values, first, last) => void values.fill(value, first, last);
  }
  const uniform = generator(name, seed);
  if (shape.length === 2) {
    return (values, first, last) => {
      for (let index = first; index < last; index++) values[index] = (2 * uniform(index) - 1) / Math.sqrt(shape[1]!);
    };
  }
  const deviation = Math.sqrt(2 / (lengthOf(parameter) / shape[fanIn ? 0 : 1]! || 1));
  // Box and Muller 1958.
  return (values, first, last) => {
    for (let index = first; index < last; index++)
      values[index] =
        deviation * Math.sqrt(-2 * Math.log(1 - uniform(2 * index))) * Math.cos(2 * Math.PI * uniform(2 * index + 1));
  };
}

/** Counter-based: a 32-bit mix of name (FNV-1a), seed and index, uniform in [0, 1). */
function generator(name: string, seed: number): (index: number) => number {
  let hash = 0x811c9dc5;
  for (const byte of utf8Of(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  const key = (hash + Math.imul(seed, 0x85ebca6b)) | 0;
  return (index) => (mix(Math.imul(index, 0x9e3779b9) + key) >>> 8) / 16777216;
}

/** By the escapes of addresses, since some hosts have no TextEncoder; what is no character becomes U+FFFD, as there. */
const utf8Of = (text: string): readonly number[] =>
  (encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd')).match(/%..|./g) ?? []).map((part) =>
    part.length === 1 ? part.charCodeAt(0) : Number.parseInt(part.slice(1), 16),
  );
