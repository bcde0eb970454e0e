import type { ParameterDeclaration } from '@resnet-compile/ir';
import { mix } from './mix.ts';

/** Where a training declaration asks for other initial values than torchvision's. */
export interface Initialization {
  readonly fanIn: boolean;
  readonly zeroGammas: readonly string[];
}

/**
 * A parameter's initial values, a pure function of its name and the seed: convolutions N(0, √(2/fan)) (He et al. 2015;
 * fan-out, as torchvision, or fan-in), dense layers U(±1/√fan-in), scales and variances 1, shifts and means 0.
 */
export function initialValue({ name, shape }: ParameterDeclaration, seed: number, { fanIn, zeroGammas }: Initialization = { fanIn: false, zeroGammas: [] }): Float32Array {
  const length = shape.reduce((product, extent) => product * extent, 1);
  const leaf = name.slice(name.lastIndexOf('.') + 1);
  if (zeroGammas.includes(name)) return new Float32Array(length);
  if (shape.length < 2) return new Float32Array(length).fill(leaf === 'weight' || leaf === 'running_var' ? 1 : 0);
  const uniform = generator(name, seed);
  if (shape.length === 2) return Float32Array.from({ length }, (_, index) => (2 * uniform(index) - 1) / Math.sqrt(shape[1]!));
  const deviation = Math.sqrt(2 / ((length / shape[fanIn ? 0 : 1]!) || 1));
  // Box and Muller 1958.
  return Float32Array.from({ length }, (_, index) =>
    deviation * Math.sqrt(-2 * Math.log(1 - uniform(2 * index))) * Math.cos(2 * Math.PI * uniform(2 * index + 1)));
}

/** Counter-based: a 32-bit mix of name (FNV-1a), seed and index, uniform in [0, 1). */
function generator(name: string, seed: number): (index: number) => number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  const key = (hash + Math.imul(seed, 0x85ebca6b)) | 0;
  return (index) => (mix(Math.imul(index, 0x9e3779b9) + key) >>> 8) / 16777216;
}
