import type { Network } from '@resnet-compile/dsl';
import {
  parseGraph,
  parseProgram,
  printGraph,
  printProgram,
  verifyGraph,
  verifyProgram,
  type Graph,
  type KernelProgram,
} from '@resnet-compile/ir';
import { handMadeNetworks, holdsForNetworks, resnetCombinations } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { candidatesFor } from '../src/6-schedule/schedule.ts';
import type { PassRecord } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { evaluateAll, expectEqualResults, inputsOf, isGraph } from './evaluate.ts';
import { haloTarget, plainTarget } from './targets.ts';

function expectSound(value: Graph | KernelProgram): void {
  if (isGraph(value)) {
    verifyGraph(value);
    expect(printGraph(parseGraph(printGraph(value)))).toBe(printGraph(value));
  } else {
    verifyProgram(value);
    expect(printProgram(parseProgram(printProgram(value)))).toBe(printProgram(value));
  }
}

/** Each pass keeps the invariants and the meaning, and the memory plans of both targets hold. */
function expectCompiles(network: Network): void {
  const records: PassRecord[] = [];
  const { graph, program } = compiled(network, haloTarget, (record) => records.push(record));
  expectSound(graph);
  const two = inputsOf(graph, 2);
  const expected = evaluateAll(graph, two);
  for (const { pass, input, output } of records) {
    if (output === input) continue;
    expectSound(output);
    try {
      expectEqualResults(evaluateAll(output, two), expected);
    } catch (error) {
      throw new Error(`${pass.name} changes the result: ${(error as Error).message}`, { cause: error });
    }
  }
  // The last candidate: after Winograd, wherever that is possible.
  const plain = compiled(network, plainTarget, undefined, (product) =>
    candidatesFor(product, plainTarget.costs!, 4).at(-1),
  ).program;
  for (const batch of [1, 3]) {
    const inputs = inputsOf(graph, batch);
    const result = evaluateAll(graph, inputs);
    for (const each of [program, plain]) expectEqualResults(evaluateAll(each, inputs, { placed: true }), result);
  }
  expect(compiled(network, haloTarget)).toEqual({ graph, program });
}

describe('every pass keeps the result', () => {
  it.each(resnetCombinations)('resnet: %s', (_, network) => expectCompiles(network));
  it.each(handMadeNetworks)('%s', (_, network) => expectCompiles(network));
  it('random networks', () => holdsForNetworks(40, expectCompiles));
});

describe('what is left to compute', () => {
  it.each(resnetCombinations)('resnet: %s: a kernel per convolution and pooling', (_, network) => {
    const { program } = compiled(network, haloTarget);
    expect(program.kernels.filter(({ core }) => core.kind === 'copy')).toEqual([]);
  });
});
