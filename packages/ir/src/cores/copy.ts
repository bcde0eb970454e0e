import { viewOf, type Operation, type Read } from '../operation.ts';
import type { Pair } from '../ops/window.ts';
import { viewedShape } from '../view.ts';
import { gradientOf, type CoreDeclaration } from './declaration.ts';

/** What is read, as its view shows it. */
export type Copy = Operation<readonly [x: Read], readonly [], readonly []>;
/** Zeros between pixels: the adjoint of a view's stride. */
export type Upsample = Operation<readonly [dy: Read], readonly [], readonly [], { readonly stride: Pair }>;

export const copy: CoreDeclaration<Copy> = {
  takes: [1, 0, 0],
  byPixel: true,
  shape: ({ reads }, [x], _, stated) => viewedShape(x, viewOf(reads[0]), stated),
};

export const upsample: CoreDeclaration<Upsample> = {
  takes: [1, 0, 0],
  shape: ({ attributes: { stride } }, [dy], _, x) =>
    gradientOf(x, [x[0], Math.ceil(x[1] / stride[0]), Math.ceil(x[2] / stride[1])], dy),
};
