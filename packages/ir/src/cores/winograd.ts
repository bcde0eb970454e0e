import type { MapShape } from '../map-shape.ts';
import type { Operation, Read } from '../operation.ts';
import { surrounded, type Pair, type Sides } from '../ops/window.ts';
import { winogradPositions, type WinogradOutputs } from '../winograd.ts';
import { times, type CoreDeclaration } from './declaration.ts';

/**
 * A 3×3 convolution with stride 1 as three kernels (Lavin and Gray 2016): for tiles of m×m results, (m + 2)² transformed
 * inputs Bᵀ·d·B, each times the transformed filters G·g·Gᵀ as a matrix over channels, and Aᵀ·(…)·A of the products.
 * A buffer between them has a pixel per tile, and C channels for each of the (m + 2)² positions in turn.
 */
export type WinogradInput = Operation<
  readonly [x: Read],
  readonly [],
  readonly [],
  { readonly outputs: WinogradOutputs; readonly padding: Sides }
>;
/** filters: the convolution's own, O×I×3×3 */
export type WinogradProduct = Operation<
  readonly [tiles: Read],
  readonly [filters: string],
  readonly [],
  { readonly outputs: WinogradOutputs }
>;
/** `map`: height and width of the result */
export type WinogradOutput = Operation<
  readonly [products: Read],
  readonly [],
  readonly [],
  { readonly outputs: WinogradOutputs; readonly map: Pair }
>;

/** The shape of the transformed tiles of a map. */
export function winogradInputShape(
  { outputs, padding }: WinogradInput['attributes'],
  [channels, ...size]: MapShape,
): MapShape {
  const [height, width] = surrounded(size, padding);
  const tiles = (extent: number): number => Math.ceil((extent - 2) / outputs);
  return [winogradPositions(outputs) * channels, tiles(height), tiles(width)];
}

export const winogradInput: CoreDeclaration<WinogradInput> = {
  takes: [1, 0, 0],
  storedAlone: true,
  shape: ({ attributes }, [x]) => winogradInputShape(attributes, x),
};

export const winogradProduct: CoreDeclaration<WinogradProduct> = {
  takes: [1, 1, 0],
  tiled: true,
  shape: ({ attributes: { outputs } }, [[channels, height, width]], [filters]) => {
    const positions = winogradPositions(outputs);
    const [out = NaN, inputs = NaN, ...kernel] = filters;
    return String(kernel) === '3,3' && inputs * positions === channels
      ? [positions * out, height, width]
      : `filters ${times(filters)} do not fit ${channels} channels of ${positions} positions`;
  },
};

export const winogradOutput: CoreDeclaration<WinogradOutput> = {
  takes: [1, 0, 0],
  shape: ({ attributes: { outputs, map } }, [[channels]]) => [channels / winogradPositions(outputs), ...map],
};
