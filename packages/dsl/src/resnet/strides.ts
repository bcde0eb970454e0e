import type { Layer } from '../layer.ts';

/** How a stage strides and dilates; `before`: the dilation of the stage before, which its first block keeps where it would have strided. */
export interface StageStrides {
  readonly stride: 1 | 2;
  readonly dilation: number;
  readonly before: number;
}

/** Each stage but the first halves its map, until that is `outputStride` times smaller than the input; then dilations double. */
export function stridesOf(stages: number, stemStride: number, outputStride: number): readonly StageStrides[] {
  let whole = stemStride;
  let dilation = 1;
  return Array.from({ length: stages }, (_, stage): StageStrides => {
    const before = dilation;
    if (stage === 0) return { stride: 1, dilation, before };
    const isReached = whole >= outputStride;
    if (isReached) dilation *= 2;
    else whole *= 2;
    return { stride: isReached ? 1 : 2, dilation, before };
  });
}

/** By how much a layer makes a map smaller. */
export function strideOf(layer: Layer): number {
  switch (layer.kind) {
    case 'conv':
    case 'maxPool':
    case 'averagePool':
    case 'blur':
    case 'subsample':
      return layer.stride[0];
    case 'shared':
      return strideOf(layer.layer);
    case 'sequential':
      return layer.children.reduce((stride, [, child]) => stride * strideOf(child), 1);
    case 'residual':
      return strideOf(layer.body);
    case 'branches':
    case 'select':
      return Math.max(...layer.children.map(([, child]) => strideOf(child)));
    default:
      return 1;
  }
}
