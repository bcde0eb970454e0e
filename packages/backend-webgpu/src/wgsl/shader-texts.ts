import type { KernelShape } from '../kernel-shape.ts';
import { emitShader } from './emit-shader.ts';

/** Emits each shape once, however many kernels have it. */
export function shaderTexts(): (shape: KernelShape) => string {
  const known = new Map<string, string>();
  return (shape) => {
    const key = JSON.stringify(shape);
    const text = known.get(key) ?? emitShader(shape);
    known.set(key, text);
    return text;
  };
}
