import { schedule, type Product, type Schedule } from '@resnet-compile/compiler';
import { coreOf, map, pointwise, store, type KernelProgram, type PrepareStep, type Target } from '@resnet-compile/ir';

/** A program of one convolution with a bias and a ReLU, scheduled for a target as told. */
export function productProgram(
  { input, result, groups, ...window }: Product,
  chosen: Schedule,
  target: Target,
): KernelProgram {
  const shapes: readonly (readonly [string, readonly number[]])[] = [
    ['filters', [result[0], input[0] / groups, ...window.kernel]],
    ['bias', [result[0]]],
  ];
  const program: KernelProgram = {
    name: 'product',
    input: 'x',
    output: 'y',
    taps: [],
    tensors: [],
    results: [],
    parameters: shapes.map(([name, shape]) => ({
      name,
      shape,
      kind: 'parameter',
      ...(shape.length > 1 ? { initial: { distribution: 'he_normal', fan: 'out' } } : {}),
    })),
    prepare: shapes.map(([name, shape]): PrepareStep => ({
      id: name,
      op: 'parameter',
      inputs: [],
      attributes: { name, kind: 'parameter' },
      shape,
      dtype: 'f32',
    })),
    buffers: [
      { id: 'x', shape: input, dtype: 'f32' },
      { id: 'y', shape: result, dtype: 'f32' },
    ],
    kernels: [
      {
        name: 'product',
        core: coreOf('convolution', { groups, ...window }, [{ buffer: 'x' }], ['filters'], []),
        shape: result,
        origin: {},
        epilogue: [map(pointwise.sum, [], ['bias']), map(pointwise.relu), store('y')],
      },
    ],
  };
  return schedule(program, { target, schedules: () => chosen });
}
