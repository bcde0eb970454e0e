import type { BindingShape, KernelShape } from '../kernel-shape.ts';
import type { Operand } from '../kernel-shape.ts';

/** A vector of a buffer, as float32: the only type that is computed in. */
export const load = ({ buffer, half }: Operand, index: string): string => widened(half, `b${buffer}[${index}]`);

/** The same of the block of weights. */
export const loadWeights = (half: KernelShape['half'], index: string): string => widened(half, `weights[${index}]`);

const widened = (half: true | undefined, vector: string): string => (half ? `vec4f(${vector})` : vector);

/** The largest float16: what WGSL makes of larger values is any device's own affair. */
const largestHalf = '65504f';

/** Float32 as an element of a buffer: values that float16 has no room for become the largest that it has. */
export function narrowed(element: BindingShape['element'], value: string): string {
  switch (element) {
    case 'vec4h':
      return `vec4h(clamp(${value}, vec4f(-${largestHalf}), vec4f(${largestHalf})))`;
    case 'f16':
      return `f16(clamp(${value}, -${largestHalf}, ${largestHalf}))`;
    default:
      return value;
  }
}
