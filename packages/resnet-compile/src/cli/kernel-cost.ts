import type { Kernel, KernelProgram, MapShape } from '@resnet-compile/ir';

export interface KernelCost {
  /** That the direct method has, whatever algorithm is used; 0 where a kernel is neither a convolution nor a matrix product. */
  readonly multiplyAdds: number;
  /** That have to be read and written at the least: activations and filters (as the algorithm has them), each once. */
  readonly bytes: number;
}

const elements = (shape: MapShape): number => shape[0] * shape[1] * shape[2];

/** What a kernel computes and moves for a batch. */
export function costOf({ core, epilogue, shape, tile }: Kernel, { buffers }: KernelProgram, batch: number): KernelCost {
  const shapeOf = (id: string): MapShape => buffers.find((buffer) => buffer.id === id)!.shape;
  const input = 'input' in core ? shapeOf(core.input) : undefined;
  const filters = filtersOf(core, shape, input);
  const transformed = tile?.winograd ? (tile.winograd + 2) ** 2 / 9 : 1;
  const maps = [
    ...(input ? [elements(input)] : []),
    ...epilogue.flatMap(({ op }) => (op === 'add' || op === 'store' ? [elements(shape)] : [])),
  ];
  return {
    multiplyAdds: filters * shape[1] * shape[2] * batch,
    bytes: 4 * (filters * transformed + batch * maps.reduce((sum, size) => sum + size, 0)),
  };
}

/** Weights of a convolution or matrix product. */
function filtersOf(core: Kernel['core'], [outputs]: MapShape, input: MapShape | undefined): number {
  if (!input) return 0;
  if (core.kind === 'matrix_product') return outputs * elements(input);
  return core.kind === 'convolution' ? (outputs * input[0] * core.kernel[0] * core.kernel[1]) / core.groups : 0;
}
