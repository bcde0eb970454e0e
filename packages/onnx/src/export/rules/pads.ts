import type { Sides } from '@resnet-compile/ir';

/** As ONNX has them: what is before on each axis, then what is behind. */
export const padsOf = ([top, right, bottom, left]: Sides): readonly [
  top: number,
  left: number,
  bottom: number,
  right: number,
] => [top, left, bottom, right];
