import {
  pointwiseWindow,
  type Costs,
  type Kernel,
  type MapShape,
  type Sides,
  type Target,
  type WinogradOutputs,
} from '@resnet-compile/ir';

/** How a convolution or matrix product is computed: the algorithm, and the register tile of its products. */
export interface Schedule {
  readonly winograd?: WinogradOutputs;
  /** The products' inputs and filters are loaded into memory that a workgroup shares. */
  readonly workgroup?: true;
  readonly tile: Target['tile'];
}

/** A convolution or matrix product of one image, as far as its schedule depends on it. A vector is a map of one pixel. */
export interface Product {
  readonly input: MapShape;
  readonly result: MapShape;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: Sides;
  readonly dilation: readonly [number, number];
  readonly groups: number;
}

export function productOf({ core, shape }: Kernel, input: MapShape): Product | undefined {
  if (core.kind === 'matrix_product') return { input, result: shape, ...pointwiseWindow, groups: 1 };
  if (core.kind === 'input_gradient') {
    // Of the taps, a pixel of a strided one meets a part.
    const { kernel, stride, dilation, groups } = core.attributes;
    const [kh, kw] = [kernel[0] / stride[0], kernel[1] / stride[1]].map(Math.ceil) as [number, number];
    return { input, result: shape, ...pointwiseWindow, kernel: [kh, kw], dilation, groups };
  }
  if (core.kind !== 'convolution') return undefined;
  return { input, result: shape, ...core.attributes };
}

/** All schedules that a target may choose from, for a product. */
export function candidatesFor(
  product: Product,
  { tiles, workgroup }: Pick<Costs, 'tiles' | 'workgroup'>,
  vector: number,
): readonly Schedule[] {
  const { input, result, kernel, stride, dilation, groups } = product;
  const perGroup = groups === 1 ? Math.ceil(result[0] / vector) * vector : result[0] / groups;
  // A tile of several vectors has to lie within one group, and tiles fill the channels.
  const fitting = tiles.filter(({ channels }) => channels === vector || perGroup % channels === 0);
  // Positions lie side by side as whole vectors.
  const winograd =
    groups === 1 &&
    String([kernel, stride, dilation]) === '3,3,1,1,1,1' &&
    input[0] % vector === 0 &&
    result[0] % vector === 0;
  const algorithms: readonly Pick<Schedule, 'winograd'>[] = [
    {},
    ...(winograd ? ([{ winograd: 2 }, { winograd: 4 }] as const) : []),
  ];
  const memories: readonly Pick<Schedule, 'workgroup'>[] = [
    {},
    ...(workgroup && groups === 1 ? ([{ workgroup: true }] as const) : []),
  ];
  return algorithms.flatMap((algorithm) =>
    memories.flatMap((memory) => fitting.map((tile): Schedule => ({ ...algorithm, ...memory, tile }))),
  );
}
