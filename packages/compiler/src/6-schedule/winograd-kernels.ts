import {
  coreOf,
  store,
  winogradInputShape,
  winogradPositions,
  type BufferDeclaration,
  type Ids,
  type Kernel,
  type MapShape,
  type Tile,
  type WinogradOutputs,
} from '@resnet-compile/ir';

/** A 3×3 convolution with stride 1 → the three kernels of its Winograd form, and the buffers between them. */
export function winogradKernels(
  kernel: Kernel,
  input: MapShape,
  outputs: WinogradOutputs,
  tile: Tile,
  ids: Ids,
): { readonly kernels: readonly Kernel[]; readonly buffers: readonly BufferDeclaration[] } {
  const { core, name, shape, origin } = kernel;
  if (core.kind !== 'convolution') throw new Error(`kernel ${name} is no convolution`);
  const { padding } = core.attributes;
  const [tiles, products] = [ids.unique(`${name}.tiles`), ids.unique(`${name}.products`)];
  const transformed = winogradInputShape({ outputs, padding }, input);
  const multiplied = [winogradPositions(outputs) * shape[0], transformed[1], transformed[2]] as const;
  return {
    buffers: [
      { id: tiles, shape: transformed, dtype: 'f32' },
      { id: products, shape: multiplied, dtype: 'f32' },
    ],
    kernels: [
      {
        name: tiles,
        core: coreOf('winograd_input', { outputs, padding }, core.reads, [], []),
        shape: transformed,
        epilogue: [store(tiles)],
        origin,
      },
      {
        name: products,
        core: coreOf('winograd_product', { outputs }, [{ buffer: tiles }], core.tensors, []),
        shape: multiplied,
        epilogue: [store(products)],
        tile,
        origin,
      },
      {
        ...kernel,
        core: coreOf('winograd_output', { outputs, map: [shape[1], shape[2]] }, [{ buffer: products }], [], []),
      },
    ],
  };
}
