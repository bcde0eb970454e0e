import {
  coreShape,
  winogradShape,
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
  const [tiles, products] = [ids.unique(`${name}.tiles`), ids.unique(`${name}.products`)];
  const transformed = winogradShape(
    { kind: 'winograd_input', input: core.input, outputs, padding: core.padding },
    input,
  );
  const product = { kind: 'winograd_product', input: tiles, weights: core.weights, outputs } as const;
  const multiplied = coreShape(product, transformed, [shape[0]])!;
  return {
    buffers: [
      { id: tiles, shape: transformed },
      { id: products, shape: multiplied },
    ],
    kernels: [
      {
        name: tiles,
        core: { kind: 'winograd_input', input: core.input, outputs, padding: core.padding },
        shape: transformed,
        epilogue: [{ op: 'store', buffer: tiles, channel: 0 }],
        origin,
      },
      {
        name: products,
        core: product,
        shape: multiplied,
        epilogue: [{ op: 'store', buffer: products, channel: 0 }],
        tile,
        origin,
      },
      { ...kernel, core: { kind: 'winograd_output', input: products, outputs, map: [shape[1], shape[2]] } },
    ],
  };
}
