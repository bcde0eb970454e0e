import { elementsPerImage, type TensorType } from '../tensor-type.ts';

/** Multiply-adds of each element of what weights make: the elements of one output's weights. */
export const perOutput = ({ shape: [, ...rest] }: TensorType): number => elementsPerImage({ shape: rest });
