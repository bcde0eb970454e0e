import type { Pair, Sides } from '@resnet-compile/dsl';

interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly sides: Sides;
  readonly dilation?: Pair;
  readonly ceilMode?: boolean;
}

/** As PyTorch has it. */
export function windowed(
  [, ...size]: readonly [channels: number, height: number, width: number],
  { kernel, stride, sides, dilation, ceilMode }: Window,
): Pair | undefined {
  const [top, right, bottom, left] = sides;
  const along = (axis: 0 | 1, before: number, after: number): number => {
    const extent = (kernel[axis] - 1) * (dilation?.[axis] ?? 1) + 1;
    const steps = (size[axis] + before + after - extent) / stride[axis];
    const isWithin = Math.ceil(steps) * stride[axis] < size[axis] + before;
    return (ceilMode && isWithin ? Math.ceil(steps) : Math.floor(steps)) + 1;
  };
  const result: Pair = [along(0, top, bottom), along(1, left, right)];
  return result.every((extent) => extent > 0) ? result : undefined;
}
