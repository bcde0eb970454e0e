import { readdirSync, readFileSync } from 'node:fs';
import {
  coreKinds,
  opNames,
  parseGraph,
  parseProgram,
  printGraph,
  printProgram,
  verifyGraph,
  verifyProgram,
  type Graph,
  type KernelProgram,
} from '@resnet-compile/ir';
import { describe, expect, it, test } from 'vitest';
import { appendLoss } from '../src/3-differentiate/append-loss.ts';
import { gradientRules } from '../src/3-differentiate/rules/index.ts';
import {
  passes as registered,
  type Pass,
  type RecomputeOptions,
  type ScheduleContext,
  type SimplifyOptions,
} from '../src/index.ts';
import { compareWithDifferences } from './differentiation/finite-differences.ts';
import { evaluateAll, expectEqualResults, inputsOf, isGraph } from './evaluate.ts';
import { stateOfBatch } from './state-of-batch.ts';
import { halfTarget, haloTarget, plainTarget } from './targets.ts';

/**
 * golden/<pass>/<case>.txt holds what goes into a pass, a line `---`, and what comes out, or `same` where the pass has
 * nothing to do. `vitest -u` writes what comes out; a new case needs nothing but its input. Cases named `*.plain.txt`
 * are for the target that has costs, no halos, and no stores in place; `*.smooth.txt` for smoothed labels;
 * `*.half.txt` for one that stores float16; `*.budget-<bytes>.txt` for a memory budget.
 */
const folder = new URL('golden/', import.meta.url);
type Value = Graph | KernelProgram;
type Context = ScheduleContext & RecomputeOptions & SimplifyOptions;
const passes = registered as readonly unknown[] as readonly Pass<Value, Value, Context>[];

const parse = (text: string): Value => (text.startsWith('graph') ? parseGraph(text) : parseProgram(text));
const print = (value: Value): string => (isGraph(value) ? printGraph(value) : printProgram(value));
const verify = (value: Value): void => (isGraph(value) ? verifyGraph(value) : verifyProgram(value));
const casesOf = (pass: string): readonly string[] => readdirSync(new URL(`${pass}/`, folder));
const textOf = (pass: string, file: string): string => readFileSync(new URL(`${pass}/${file}`, folder), 'utf8');

function contextOf(file: string): Context {
  const [, budget] = /\.budget-(\d+)\.txt$/.exec(file) ?? [];
  return {
    target: file.endsWith('.plain.txt') ? plainTarget : file.endsWith('.half.txt') ? halfTarget : haloTarget,
    ...(file.startsWith('explained') ? { explain: ['features'] } : {}),
    ...(file.endsWith('.smooth.txt') ? { loss: { kind: 'crossEntropy', labelSmoothing: 0.1 } as const } : {}),
    ...(budget === undefined ? {} : { memoryBudget: Number(budget) }),
  };
}

test('each pass has a folder of cases, and each folder a pass', () => {
  expect(readdirSync(folder).sort()).toEqual(passes.map(({ name }) => name).sort());
});

describe.each(passes.map((pass) => [pass.name, pass] as const))('%s', (name, pass) => {
  it.each(casesOf(name))('%s', async (file) => {
    const context = contextOf(file);
    const given = parse(textOf(name, file).split('---\n')[0]!);
    // What is to be differentiated gets a loss, if it has none.
    const input = name === 'differentiate' ? appendLoss.run(given as Graph, context) : given;
    verify(input);
    const output = pass.run(input, context);
    const text = `${print(input)}---\n${output === input ? 'same\n' : print(output)}`;
    await expect(text).toMatchFileSnapshot(new URL(`${name}/${file}`, folder).pathname);
    verify(output);
    const inputs = inputsOf(input, 3);
    const results = evaluateAll(output, inputs);
    const state = name === 'use-batch-statistics' ? stateOfBatch(input as Graph, results, inputs) : inputs.state;
    const expected = evaluateAll(input, { ...inputs, state });
    // Rounding by 2⁻¹¹ a few times.
    expectEqualResults(results, expected, name === 'choose-types' ? 2e-3 : undefined);
    if (!isGraph(output) && output.target !== undefined)
      expectEqualResults(evaluateAll(output, inputs, { placed: true }), expected);
    if (name === 'differentiate')
      expect(compareWithDifferences(output as Graph, { ...inputs, targets: inputs.targets! })!.worst).toBeLessThan(
        1e-6,
      );
    // What a pass has done it does not do again; what is differentiated already it does not take.
    else if (isGraph(input) && isGraph(output)) expect(pass.run(output, context)).toBe(output);
  });
});

describe('every operation', () => {
  const texts = (pass: string): string =>
    casesOf(pass)
      .map((file) => textOf(pass, file))
      .join('\n');

  it('is lowered in some case, but for batch norms, which other passes replace', () => {
    const text = texts('lower-to-kernels');
    expect(opNames.filter((op) => !new RegExp(`= ${op}\\b`).test(text))).toEqual(['batch_norm']);
  });

  it('and every core comes of one, but for those of Winograd, which a schedule chooses', () => {
    const text = texts('lower-to-kernels');
    const others = coreKinds.filter((kind) => !new RegExp(`kernel .* = ${kind}\\b`).test(text));
    expect(others).toEqual(['winograd_input', 'winograd_product', 'winograd_output']);
    for (const kind of others) expect(texts('choose-schedules')).toContain(` = ${kind} `);
  });

  it('and every op of a layer is differentiated in some case', () => {
    const text = texts('differentiate');
    const layers = Object.keys(gradientRules);
    expect(layers.filter((op) => !new RegExp(`= ${op}\\b`).test(text))).toEqual([]);
  });
});
