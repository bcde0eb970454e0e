import {
  absolute,
  add,
  divide,
  max,
  min,
  multiply,
  negate,
  operand,
  select,
  sqrt,
  subtract,
  type Scalar,
} from '@resnet-compile/ir';
import { handMadeNetworks, programs, resnetCombinations } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { buildPlan, emitWasm, variants } from '../src/index.ts';
import { wasmOf } from './elementary/compiled.ts';
import { functions } from './elementary/functions.ts';
import { graphOf, schedule, scheduleProgram } from './engine.ts';

// WebAssembly's own text tools: an encoder and a validator that we did not write.
const tools = await wabt();
const features = { simd: true, relaxed_simd: true } as const;
const read = (bytes: Uint8Array) => tools.readWasm(bytes, features as never);

describe('the binary is valid WebAssembly', () => {
  it.each([...resnetCombinations.filter(([name]) => name.includes('B imagenet')), ...handMadeNetworks])(
    '%s',
    (_, network) => {
      const { shapes } = buildPlan(schedule(graphOf(network)));
      for (const variant of Object.values(variants)) {
        const bytes = emitWasm(shapes, variant);
        expect(WebAssembly.validate(bytes)).toBe(true);
        const module = read(bytes);
        module.validate();
        const text = module.toText({ foldExprs: false, inlineExport: false });
        expect(text.includes('relaxed_madd')).toBe(
          variant.fused && shapes.some(({ core }) => core.kind === 'convolution'),
        );
        // The text assembler, back again, agrees about every byte that is not a choice of encoding.
        const again = tools.parseWat('again.wat', text, features as never).toBinary({}).buffer;
        expect(read(again).toText({ foldExprs: false, inlineExport: false })).toBe(text);
      }
    },
  );

  it('without fused multiply-add it needs no relaxed SIMD', () => {
    const { shapes } = buildPlan(schedule(graphOf(resnetCombinations[0]![1])));
    tools.readWasm(emitWasm(shapes, variants.plain), { simd: true, relaxed_simd: false } as never).validate();
  });
});

describe('arithmetic on single numbers', () => {
  const text = (expression: Scalar, operands: number): string => {
    const module = tools.readWasm(wasmOf(expression, operands), { simd: true, relaxed_simd: false } as never);
    module.validate();
    return module.toText({ foldExprs: false, inlineExport: false });
  };
  const [a, b, c, d] = [operand(0), operand(1), operand(2), operand(3)] as const;
  it.each([
    ['f32x4.neg', negate(a)],
    ['f32x4.abs', absolute(a)],
    ['f32x4.sqrt', sqrt(a)],
    ['f32x4.add', add(a, b)],
    ['f32x4.sub', subtract(a, b)],
    ['f32x4.mul', multiply(a, b)],
    ['f32x4.div', divide(a, b)],
    ['f32x4.pmax', max(a, b)],
    ['f32x4.pmin', min(a, b)],
    ['v128.bitselect', select(a, b, c, d)],
  ])('%s', (instruction, expression) => expect(text(expression, 4)).toContain(instruction));
  it.each(Object.entries(functions))('%s needs no relaxed SIMD', (_, { expression }) =>
    expect(text(expression, 1)).toContain('f32x4.mul'),
  );
  it.each(['i32x4.add', 'i32x4.sub', 'i32x4.shl', 'i32x4.shr_u', 'v128.and', 'v128.or', 'f32x4.convert_i32x4_s'])(
    '%s is in some function',
    (instruction) => {
      const all = Object.values(functions).map(({ expression }) => text(expression, 1));
      expect(all.join('')).toContain(instruction);
    },
  );
});

describe('one code per shape', () => {
  it('blocks that repeat share their kernels', () => {
    const [, network] = resnetCombinations.find(([name]) => name === 'basic v1.5 A cifar 1')!;
    const built = buildPlan(schedule(graphOf(network)));
    const { shapes, plan } = built;
    expect(shapes.length).toBeLessThan(plan.calls.length);
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(shapes.length);
    expect(buildPlan(schedule(graphOf(network)))).toEqual(built);
  });
  it('a program for another target is refused', () => {
    const [, fused] = programs[0]!;
    expect(() => buildPlan({ ...scheduleProgram(fused), target: 'webgpu' })).toThrow(
      'the CPU backend was given a program for webgpu',
    );
    expect(() => buildPlan(fused)).toThrow('for no target');
  });
});
