import { found, type Kernel, type KernelProgram, type MapShape } from '@resnet-compile/ir';

export interface KernelCost {
  /** That the direct method has, whatever algorithm is used; 0 where a kernel is neither a convolution nor a matrix product. */
  readonly multiplyAdds: number;
  /** That have to be read and written at the least: activations and filters (as the algorithm has them), each once. */
  readonly bytes: number;
}

const elements = (shape: MapShape): number => shape[0] * shape[1] * shape[2];

/** What a kernel computes and moves for a batch. */
export function costOf({ core, epilogue, shape, tile }: Kernel, { buffers }: KernelProgram, batch: number): KernelCost {
  const shapes = new Map(buffers.map((buffer) => [buffer.id, buffer.shape]));
  const shapeOf = (id: string): MapShape => found(shapes, id);
  const [first] = core.reads;
  const input = first && shapeOf(first.buffer);
  const filters = filtersOf(core, shape, input);
  const transformed = tile?.winograd ? (tile.winograd + 2) ** 2 / 9 : 1;
  const maps = [
    ...(input ? [elements(input)] : []),
    ...epilogue.flatMap(({ reads, writes }) => [...reads, ...writes].map(() => elements(shape))),
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
  if (core.kind !== 'convolution') return 0;
  const { kernel, groups } = core.attributes;
  return (outputs * input[0] * kernel[0] * kernel[1]) / groups;
}
