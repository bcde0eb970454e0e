import type { VariantName } from '@resnet-compile/plan/cpu';

/** One way of writing the same kernels in WebAssembly. */
export interface Variant {
  /** Whether relaxed SIMD's multiply-add is used. */
  readonly fused: boolean;
  /** The register tile of convolutions and matrix products; filters are packed in panels of as many channels. */
  readonly tile: { readonly pixels: number; readonly channels: number };
}

/**
 * A host takes the best that it can run. V8 has fifteen vector registers to give on x86. `fused`: 6×8 fills them with
 * twelve accumulators, two vectors of filters and one splat (ResNet-18 on Node 24: 6×8 62 ms, 2×16 69, 3×12 71, 8×8 78,
 * 4×16 79, 6×16 90). `wide` is for hosts that join neighbouring vectors to 256 bits (6×16 36 ms, 4×16 39, 6×8 49).
 * `plain`: a product takes a register of its own (Node 20: 4×16 130 ms, 6×16 140, 6×8 156).
 */
export const variants = {
  plain: { fused: false, tile: { pixels: 4, channels: 16 } },
  fused: { fused: true, tile: { pixels: 6, channels: 8 } },
  wide: { fused: true, tile: { pixels: 6, channels: 16 } },
} as const satisfies Readonly<Record<VariantName, Variant>>;
