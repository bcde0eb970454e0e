import { readdirSync, readFileSync } from 'node:fs';
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
import { runPlacedProgram } from '@resnet-compile/reference';
import { describe, expect, it, test } from 'vitest';
import { pipeline, type Pass } from '../src/index.ts';
import { evaluate, expectEqualValues, inputsOf, isGraph } from './evaluate.ts';
import { haloTarget, plainTarget } from './targets.ts';

/**
 * golden/<pass>/<case>.txt holds what goes into a pass, a line `---`, and what comes out, or `same` where the pass has
 * nothing to do. `vitest -u` writes what comes out; a new case needs nothing but its input. Cases named `*.plain.txt`
 * are for the target that has costs, no halos, and no stores in place.
 */
const folder = new URL('golden/', import.meta.url);
type Value = Graph | KernelProgram;
const passes = [...pipeline.inference, pipeline.lower, ...pipeline.program] as unknown as readonly Pass<Value>[];

const parse = (text: string): Value => (text.startsWith('graph') ? parseGraph(text) : parseProgram(text));
const print = (value: Value): string => (isGraph(value) ? printGraph(value) : printProgram(value));
const verify = (value: Value): void => (isGraph(value) ? verifyGraph(value) : verifyProgram(value));

test('each pass has a folder of cases, and each folder a pass', () => {
  expect(readdirSync(folder).sort()).toEqual(passes.map(({ name }) => name).sort());
});

describe.each(passes.map((pass) => [pass.name, pass] as const))('%s', (name, pass) => {
  const cases = readdirSync(new URL(`${name}/`, folder));
  it.each(cases)('%s', async (file) => {
    const url = new URL(`${name}/${file}`, folder);
    const input = parse(readFileSync(url, 'utf8').split('---\n')[0]!);
    verify(input);
    const output = pass.run(input, { target: file.endsWith('.plain.txt') ? plainTarget : haloTarget });
    const text = `${print(input)}---\n${output === input ? 'same\n' : print(output)}`;
    await expect(text).toMatchFileSnapshot(url.pathname);
    verify(output);
    const inputs = inputsOf(input, 3);
    expectEqualValues(evaluate(output, inputs), evaluate(input, inputs));
    if (!isGraph(output) && output.target !== undefined)
      expectEqualValues(runPlacedProgram(output, inputs), evaluate(input, inputs));
    // What a pass has done it does not do again.
    if (isGraph(input) && isGraph(output)) expect(pass.run(output, { target: haloTarget })).toBe(output);
  });
});
