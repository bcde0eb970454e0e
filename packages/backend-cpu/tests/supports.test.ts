import { compile } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import {
  parseProgram,
  parseScalar,
  verifyProgram,
  VerifyError,
  type KernelProgram,
  type Target,
} from '@resnet-compile/ir';
import {
  handMadeNetworks,
  holdsForAll,
  holdsForNetworks,
  randomMutations,
  randomNetworks,
} from '@resnet-compile/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPlan, cpuTarget, emitJavaScript, emitLoss, emitWasm, javascriptTarget, variants } from '../src/index.ts';

type Mode = 'inference' | 'training';
// Winograd's algorithm for every convolution that may have it.
const winograd: Target = { ...cpuTarget, winograd: { ...cpuTarget.winograd!, multiplyAdd: 1e6 } };
const ways: readonly (readonly [name: string, mode: Mode, target: Target])[] = [
  ['javascript, inference', 'inference', javascriptTarget],
  ['WebAssembly, inference', 'inference', winograd],
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
  for (const { core } of program.kernels)
    if (core.kind === 'loss') expect(emitLoss(core.attributes)).not.toMatch(/undefined|NaN\b/);
  if (program.target === javascriptTarget.name) {
    const text = emitJavaScript(shapes);
    // Logarithms are NaN below their domain.
    expect(text.replaceAll(/[?:] NaN\b/g, '')).not.toMatch(/undefined|NaN\b/);
    expect(new Function(`return ${text}`)()).toBeTypeOf('function');
  } else expect(WebAssembly.validate(emitWasm(shapes, variants.plain))).toBe(true);
}

describe.each(ways)('%s', (_, mode, target) => {
  it('runs random networks', () => holdsForNetworks(40, (network) => expectEmitted(programOf(network, mode, target))));

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

const image = '{"layout":{"pitch":4,"halo":[0,0]},"placement":{"constant":0,"perImage":START}}';
/** A program of one kernel, of a map and its gradient. */
const textOf = (kernel: string, target: string, tensors = ''): string => `program %net for ${target} (
  activation %x : f32[4,2,2] ${image.replace('START', '0')}
  activation %y : f32[4,2,2] ${image.replace('START', '64')}
  input %x
  ${tensors}
  ${kernel}
  kernel %y = copy reads(%x) : f32[4,2,2]
    store writes(%y) {"channel":0}
  return %y
)`;

it.each<readonly [string, string, string]>([
  [
    'kernel %sum = channel_sums reads(%x) results(%sum) {"of":["x0"]} : f32[4,2,2]',
    'tensor %sum : f32[4]',
    'program net: kernel sum: javascript has no channel_sums; it runs convolution,',
  ],
  [
    'kernel %mean = channel_statistics reads(%x) results(%sum, %of) : f32[4,2,2]',
    'tensor %sum : f32[4]\n tensor %of : f32[4]',
    'program net: kernel mean: javascript has no channel_statistics; it runs convolution,',
  ],
])('JavaScript does not run %s, WebAssembly does', (kernel, tensors, message) => {
  expect(() => verifyProgram(parseProgram(textOf(kernel, 'javascript', tensors)), javascriptTarget)).toThrow(message);
  const program = parseProgram(textOf(kernel, 'cpu', tensors));
  verifyProgram(program, cpuTarget);
  expectEmitted(program);
});

it('WebAssembly does not run functions of vectors, which the host computes', () => {
  const kernel = (of: string): string =>
    `kernel %sum = vector tensors(%v) results(%sum) {"of":["${of}"],"count":1} : f32[4,1,1]`;
  const programOfVector = (of: string): KernelProgram =>
    parseProgram(
      textOf(kernel(of), 'cpu', 'tensor %sum : f32[4]').replace(
        '  activation %x',
        '  prepare %v = constant {"values":[1,2,3,4]} : f32[4]\n  activation %x',
      ),
    );
  expect(() => verifyProgram(programOfVector('multiply(x0, exp(x0))'), cpuTarget)).toThrow(
    'program net: kernel sum: exp of vectors, expected arithmetic',
  );
  verifyProgram(programOfVector('multiply(x0, sqrt(x0))'), cpuTarget);
  expectEmitted(programOfVector('multiply(x0, sqrt(x0))'));
});

it('a loss of a function that the host has not is refused', () => {
  const training = (of: string): KernelProgram => {
    const compiled = programOf(handMadeNetworks[0]![1], 'training', cpuTarget);
    return {
      ...compiled,
      kernels: compiled.kernels.map((kernel) =>
        kernel.core.kind === 'loss'
          ? { ...kernel, core: { ...kernel.core, attributes: { rows: [], of: parseScalar(of) } } }
          : kernel,
      ),
    };
  };
  expect(() => verifyProgram(training('erf(subtract(x0, x1))'), cpuTarget)).toThrow(
    'program net: kernel loss.loss_gradient: a loss of erf, expected functions that the host has',
  );
  const squares = training('multiply(subtract(x0, x1), subtract(x0, x1))');
  verifyProgram(squares, cpuTarget);
  expectEmitted(squares);
});

it('what is prepared of functions is refused', () => {
  const prepared = textOf('', 'cpu').replace(
    '  activation %x',
    '  prepare %v = constant {"values":[1,2]} : f32[2]\n  prepare %t = map %v {"of":"tanh(x0)"} : f32[2]\n  activation %x',
  );
  expect(() => verifyProgram(parseProgram(prepared), cpuTarget)).toThrow(
    'program net: prepare t: tanh of what is prepared, expected arithmetic',
  );
});

it('JavaScript does not run dropout, WebAssembly does', () => {
  const drop = (text: string): KernelProgram =>
    parseProgram(text.replace('    store', '    dropout {"rate":0.5,"per":"element","key":1}\n    store'));
  expect(() => verifyProgram(drop(textOf('', 'javascript')), javascriptTarget)).toThrow(
    'program net: kernel y: javascript has no dropout; its steps are map, store',
  );
  verifyProgram(drop(textOf('', 'cpu')), cpuTarget);
  expectEmitted(drop(textOf('', 'cpu')));
});

it.each(['winograd_input', 'winograd_product', 'winograd_output'] as const)(
  'neither runs %s, a third of what they do within one kernel',
  (kind) => {
    for (const { supports } of [cpuTarget, javascriptTarget]) expect(supports.cores).not.toContain(kind);
  },
);
