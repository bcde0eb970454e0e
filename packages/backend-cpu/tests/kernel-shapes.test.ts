import { activations, constant, gradientsOf, multiply, operand, partsOf, type Scalar } from '@resnet-compile/ir';
import type { KernelShapes } from '@resnet-compile/plan/cpu';
import { describe, expect, it } from 'vitest';
import { checkShape } from '../src/check-kernel.ts';
import type { KernelShape } from '../src/kernel-shape.ts';
import { carryShapes, shapesOf } from '../src/kernel-shapes.ts';

const shapeOf = (...expressions: readonly Scalar[]): KernelShape => ({
  ...checkShape,
  steps: expressions.map((of) => ({ kind: 'map', reads: [], tensors: 0, of })),
});
const expressionsOf = ({ steps }: KernelShape): readonly Scalar[] =>
  steps.flatMap((step) => (step.kind === 'map' ? [step.of] : []));
const carriedBack = (...shapes: readonly KernelShape[]): readonly KernelShape[] =>
  shapesOf(JSON.parse(JSON.stringify(carryShapes(shapes))) as KernelShapes);

describe('what a module carries of its kernels', () => {
  const mish = activations.mish();
  const [gradient] = gradientsOf(mish, 1) as readonly [Scalar];

  it('is the same shapes again', () => {
    const shapes = [checkShape, shapeOf(mish, gradient), shapeOf(gradient)];
    expect(carriedBack(...shapes)).toEqual(shapes);
  });
  it('parts that are shared stay one, within an expression and between kernels', () => {
    const [first, second] = carriedBack(shapeOf(mish, gradient), shapeOf(gradient)).map(expressionsOf);
    expect(partsOf(...first!).length).toBeLessThanOrEqual(partsOf(mish, gradient).length);
    expect(second![0]).toBe(first![1]);
  });
  it('−0 is not 0', () => {
    const [given] = carriedBack(shapeOf(multiply(operand(0), constant(-0)), multiply(operand(0), constant(0))));
    expect(expressionsOf(given!)).toEqual([multiply(operand(0), constant(-0)), multiply(operand(0), constant(0))]);
  });
});
