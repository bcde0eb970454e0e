import type { BindingShape, KernelShape } from '../kernel-shape.ts';
import type { Operand } from '../kernel-shape.ts';

/** A vector of a buffer, as float32: the only type that is computed in. */
export const load = ({ buffer, half }: Operand, index: string): string => widened(half, `b${buffer}[${index}]`);

/** The same of the block of weights. */
export const loadWeights = (half: KernelShape['half'], index: string): string => widened(half, `weights[${index}]`);

/** One channel for each lane, as a vector of four numbers names them, counted from the vector at an index. */
export const lanesOf = (
  half: true | undefined,
  array: string,
  index: (lane: string) => string,
  channels: string,
): string => {
  const lanes = [...'xyzw'].map(
    (lane) => `${array}[${index(lane)} + ${channels}.${lane} / 4u][${channels}.${lane} % 4u]`,
  );
  return widened(half, `${half ? 'vec4h' : 'vec4f'}(${lanes.join(', ')})`);
};

export const loadLanes = ({ buffer, half }: Operand, index: string, channels: string): string =>
  lanesOf(half, `b${buffer}`, () => index, channels);

/** The same of the block of weights, from a row for each lane. */
export const loadWeightLanes = (half: KernelShape['half'], rows: string, channels: string): string =>
  lanesOf(half, 'weights', (lane) => `${rows}.${lane}`, channels);

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
