import { nodesOf, type Graph, type KernelProgram } from '@resnet-compile/ir';
import {
  evaluateGraph,
  runGraph,
  runProgram,
  runWholeProgram,
  toState,
  toValues,
  type RunInputs,
  type Values,
} from '@resnet-compile/reference';
import { fillState, images, labels } from '@resnet-compile/testing';
import { expect } from 'vitest';
import { oneHot } from './differentiation/inputs.ts';

export const isGraph = (value: Graph | KernelProgram): value is Graph => 'nodes' in value;

/** The deterministic fill for a network in either form, and targets for its training step. */
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
  const classes = isGraph(value)
    ? (value.output.type.shape[1] as number)
    : value.buffers.find(({ id }) => id === value.output)!.shape[0];
  return {
    images: toValues(images(0, [batch, ...shape])),
    targets: oneHot(labels(0, batch, classes), classes),
    state: toState(fillState(parameters)),
  };
}

/** By the reference interpreter, in float64. */
export const evaluate = (value: Graph | KernelProgram, inputs: RunInputs): Values =>
  isGraph(value) ? runGraph(value, inputs) : runProgram(value, inputs);

/** The same, with taps and what a training step hands on besides: by name, the output first. */
export function evaluateAll(
  value: Graph | KernelProgram,
  inputs: RunInputs,
  options: { readonly placed?: boolean } = {},
): ReadonlyMap<string, Values> {
  if (!isGraph(value)) {
    const { output, taps, results } = runWholeProgram(value, inputs, options);
    return new Map([['output', output], ...[...taps].map(([name, tap]) => [`tap ${name}`, tap] as const), ...results]);
  }
  const values = evaluateGraph(value, inputs);
  return new Map([
    ['output', values.get(value.output)!],
    ...value.taps.map(({ name, node }) => [`tap ${name}`, values.get(node)!] as const),
    ...value.results.map(({ name, node }) => [name, values.get(node)!] as const),
  ]);
}

const unitless = ({ shape }: Values): string => String(shape).replace(/,1,1$/, '');

/** Equal within a tolerance, by default rounding in float64, relative to the largest value; N×C×1×1 is N×C. */
export function expectEqualValues(found: Values, expected: Values, what = 'output', tolerance = 1e-9): void {
  expect(unitless(found), what).toBe(unitless(expected));
  const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst = 0;
  // A NaN is no small difference.
  found.data.forEach((value, index) => {
    const difference = Math.abs(value - expected.data[index]!);
    if (!(difference <= worst)) worst = difference;
  });
  expect(worst, what).toBeLessThanOrEqual(tolerance * (largest || 1));
}

/** All that is expected is there, and equal. */
export function expectEqualResults(
  found: ReadonlyMap<string, Values>,
  expected: ReadonlyMap<string, Values>,
  tolerance?: number,
): void {
  for (const [name, values] of expected) {
    expect([...found.keys()]).toContain(name);
    expectEqualValues(found.get(name)!, values, name, tolerance);
  }
}
