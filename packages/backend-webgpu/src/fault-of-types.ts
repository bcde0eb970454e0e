import { tensorsOf, type KernelProgram } from '@resnet-compile/ir';

/** Weights are packed as one type: float16 where anything is stored so. */
export function faultOfTypes({ kernels, prepare, buffers }: KernelProgram): string | undefined {
  const half = [...buffers, ...prepare].find(({ dtype }) => dtype === 'f16');
  if (!half) return undefined;
  const read = new Set(kernels.flatMap(tensorsOf));
  const whole = prepare.find(({ id, dtype }) => dtype === 'f32' && read.has(id));
  return whole && `prepared tensor ${whole.id} is stored as f32, and ${half.id} as f16; expected f16 for both`;
}
