import { nodesOf, type Graph, type KernelProgram } from '@resnet-compile/ir';
import { runGraph, runProgram, toState, toValues, type RunInputs, type Values } from '@resnet-compile/reference';
import { fillState, images } from '@resnet-compile/testing';
import { expect } from 'vitest';

export const isGraph = (value: Graph | KernelProgram): value is Graph => 'nodes' in value;

/** The deterministic fill for a network in either form. */
export function inputsOf(value: Graph | KernelProgram, batch: number): RunInputs {
  const parameters = isGraph(value)
    ? nodesOf(value, 'parameter').map(({ attributes, type }) => ({
        name: attributes.name,
        shape: type.shape as readonly number[],
      }))
    : value.parameters;
  const shape = isGraph(value)
    ? (nodesOf(value, 'input')[0]!.type.shape.slice(1) as number[])
    : value.buffers.find(({ id }) => id === value.input)!.shape;
  return { images: toValues(images(0, [batch, ...shape])), state: toState(fillState(parameters)) };
}

/** By the reference interpreter, in float64. */
export const evaluate = (value: Graph | KernelProgram, inputs: RunInputs): Values =>
  isGraph(value) ? runGraph(value, inputs) : runProgram(value, inputs);

const unitless = ({ shape }: Values): string => String(shape).replace(/,1,1$/, '');

/** Equal within rounding in float64, relative to the largest value; N×C×1×1 is N×C. */
export function expectEqualValues(found: Values, expected: Values): void {
  expect(unitless(found)).toBe(unitless(expected));
  const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst = 0;
  // A NaN is no small difference.
  found.data.forEach((value, index) => {
    const difference = Math.abs(value - expected.data[index]!);
    if (!(difference <= worst)) worst = difference;
  });
  expect(worst).toBeLessThanOrEqual(1e-9 * (largest || 1));
}
