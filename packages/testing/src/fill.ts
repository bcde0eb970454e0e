/**
 * The deterministic fill: every weight, image and label of a test is a pure function of a name, a seed and an index,
 * exact in float32, so that PyTorch and we compute on the same bits and no weights are shipped.
 */
const round = Math.fround;

export interface FilledTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface FillOptions {
  /** 0 by default. */
  readonly seed?: number;
  /** The middle of the norm scales, 0.6 by default: each is s + (s/2)·u. */
  readonly normScale?: number;
}

/** FNV-1a, 32 bits, of a text's UTF-8. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** `count` values in [−1, 1), multiples of 2⁻²³ and so exact in float32. */
export function units(name: string, seed: number, count: number): Float32Array {
  const start = (fnv1a(name) + Math.imul(seed, 0x85ebca6b)) | 0;
  const values = new Float32Array(count);
  // A loop: `Float32Array.from` takes six times as long, a second for a ResNet-50.
  for (let index = 0; index < count; index++) {
    let x = (Math.imul(index, 0x9e3779b9) + start) | 0;
    x ^= x >>> 16;
    x = Math.imul(x, 0x21f0aaad);
    x ^= x >>> 15;
    x = Math.imul(x, 0x735a2d97);
    x ^= x >>> 15;
    values[index] = (x >>> 8) / 8388608 - 1;
  }
  return values;
}

/** The values of a state dict's tensors, each by its name: PyTorch's names tell running statistics, weights and biases apart. */
export function fillState(
  parameters: Iterable<{ readonly name: string; readonly shape: readonly number[] }>,
  { seed = 0, normScale = 0.6 }: FillOptions = {},
): Map<string, FilledTensor> {
  return new Map(
    Array.from(parameters, ({ name, shape }) => [name, { shape, data: fill(name, shape, seed, normScale) }]),
  );
}

function fill(name: string, shape: readonly number[], seed: number, normScale: number): Float32Array {
  const count = shape.reduce((product, extent) => product * extent, 1);
  const [offset, scale] = range(name, shape, count, normScale);
  const values = units(name, seed, count);
  const [from, by] = [round(offset), round(scale)];
  // Two roundings, as float32 arithmetic has: of the product and of the sum.
  for (let index = 0; index < count; index++) values[index] = from + round(by * values[index]!);
  return values;
}

/** [a, b] of a + b·u. */
function range(name: string, shape: readonly number[], count: number, normScale: number): readonly [number, number] {
  const leaf = name.slice(name.lastIndexOf('.') + 1);
  if (leaf === 'running_mean') return [0, 0.2];
  if (leaf === 'running_var') return [1, 0.5];
  const [outputs, ...inputs] = shape;
  if (outputs !== undefined && inputs.length) return [0, Math.sqrt(6 / (count / outputs))];
  return leaf === 'weight' ? [normScale, normScale / 2] : [0, 0.1];
}

/** The images of a training step (evaluation uses step 0), N×C×H×W in [−2, 2). */
export function images(step: number, shape: readonly number[], seed = 0): FilledTensor {
  const count = shape.reduce((product, extent) => product * extent, 1);
  return { shape, data: units(`images${step}`, seed, count).map((unit) => 2 * unit) };
}

/** The labels of a training step. */
export const labels = (step: number, batch: number, classes: number, seed = 0): Int32Array =>
  Int32Array.from(units(`labels${step}`, seed, batch), (unit) => ((unit + 1) * 8388608) % classes);
