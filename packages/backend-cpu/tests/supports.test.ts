import { compile } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import { verifyProgram, VerifyError, type KernelProgram, type Target } from '@resnet-compile/ir';
import { handMadeNetworks, holdsForAll, randomMutations, randomNetworks } from '@resnet-compile/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPlan, cpuTarget, emitJavaScript, emitWasm, javascriptTarget, variants } from '../src/index.ts';

type Mode = 'inference' | 'training' | 'evaluation';
// Winograd's algorithm for every convolution that may have it.
const winograd: Target = { ...cpuTarget, winograd: { ...cpuTarget.winograd!, multiplyAdd: 1e6 } };
const ways: readonly (readonly [name: string, mode: Mode, target: Target])[] = [
  ['javascript, inference', 'inference', javascriptTarget],
  ['WebAssembly, inference', 'inference', winograd],
  ['WebAssembly, evaluation', 'evaluation', cpuTarget],
  ['WebAssembly, training', 'training', winograd],
];

function programOf(network: Network, mode: Mode, target: Target): KernelProgram {
  const compiled = compile(network, { name: 'net', target, mode });
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return compiled.program;
}

/** With something to train. */
const networks = fc
  .oneof(
    randomNetworks,
    fc.constantFrom(...handMadeNetworks).map(([, network]) => network),
  )
  .filter((network) => programOf(network, 'inference', cpuTarget).parameters.length > 0);

/** Code that an engine takes; addresses are numbers. */
function expectEmitted(program: KernelProgram): void {
  const { plan, shapes } = buildPlan(program);
  const missing: unknown[] = [];
  JSON.stringify(plan, (key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) missing.push([key, value]);
    return value;
  });
  expect(missing).toEqual([]);
  if (program.target === javascriptTarget.name) {
    const text = emitJavaScript(shapes);
    expect(text).not.toMatch(/undefined|NaN\b/);
    new Function(`return ${text}`);
  } else expect(WebAssembly.validate(emitWasm(shapes, variants.plain))).toBe(true);
}

describe.each(ways)('%s', (_, mode, target) => {
  it('runs random networks', () =>
    holdsForAll(networks, 60, (network) => expectEmitted(programOf(network, mode, target))));

  it('refuses mutations of programs, or runs them', async () => {
    const [refused, run] = [new Set<string>(), new Set<string>()];
    await holdsForAll(fc.tuple(networks, randomMutations), 400, ([network, { name, apply }]) => {
      const mutated = apply(programOf(network, mode, target));
      try {
        verifyProgram(mutated, target);
      } catch (error) {
        expect(error).toBeInstanceOf(VerifyError);
        return void refused.add(name);
      }
      expectEmitted(mutated);
      run.add(name);
    });
    expect([refused.size, run.size].every((count) => count > 8)).toBe(true);
  });
});
