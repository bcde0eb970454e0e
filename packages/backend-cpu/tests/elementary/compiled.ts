import type { Scalar } from '@resnet-compile/ir';
import { emitJavaScriptScalar, javascriptPrelude } from '../../src/elementary/emit-javascript-scalar.ts';
import { emitWasmScalar, type ScalarContext } from '../../src/elementary/emit-wasm-scalar.ts';
import { HoistedConstants } from '../../src/elementary/hoisted-constants.ts';
import { multiplyAdd } from '../../src/wasm/context.ts';
import { encodeModule, Locals, wasmFunction } from '../../src/wasm/encode-module.ts';
import { doWhile, get, i32, plus, set, v128, type Local } from '../../src/wasm/instructions.ts';
import { variants } from '../../src/variants.ts';

/** Applies an expression to as many numbers as the arrays have, a multiple of eight. */
export type Bulk = (to: Float32Array, ...operands: readonly Float32Array[]) => void;

/** The binary of `k0(end, to, operands…)`: byte addresses, two vectors at a time. */
export function wasmOf(expression: Scalar, operands: number, fused = false): Uint8Array<ArrayBuffer> {
  const locals = new Locals(2 + operands);
  const pointers = Array.from({ length: 1 + operands }, (_, index) => locals.parameter(index + 1));
  const [to, ...from] = pointers;
  const pair = locals.many(2, 'v128');
  const scratch: Local[] = [];
  const constants = new HoistedConstants(locals);
  const context: ScalarContext = {
    vector: constants.vector,
    scratch: (slot) => (scratch[slot] ??= locals.add('v128')),
    multiplyAdd: multiplyAdd.bind(null, { variant: fused ? variants.fused : variants.plain }),
  };
  const value = (bytes: number) =>
    emitWasmScalar(
      expression,
      from.map((pointer) => v128.load(get(pointer), bytes)),
      context,
    );
  const loop = doWhile(
    [
      pair.map((local, index) => set(local, value(index * 16))),
      pair.map((local, index) => v128.store(get(to!), get(local), index * 16)),
      pointers.map((pointer) => set(pointer, plus(get(pointer), 32))),
    ],
    i32.ltU(get(to!), get(locals.parameter(0))),
  );
  return encodeModule([wasmFunction(2 + operands, locals, [constants.definitions(), loop])]);
}

export function wasmBulk(expression: Scalar, operands = 1, fused = false): Bulk {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasmOf(expression, operands, fused)), {
    env: { memory },
  });
  const run = exports['k0'] as (...parameters: readonly number[]) => void;
  return (to, ...from) => {
    const bytes = to.byteLength;
    const missing = bytes * (1 + from.length) - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    from.forEach((values, index) => new Float32Array(memory.buffer, bytes * (1 + index)).set(values));
    run(bytes, 0, ...from.map((_, index) => bytes * (1 + index)));
    to.set(new Float32Array(memory.buffer, 0, to.length));
  };
}

export function javascriptBulk(expression: Scalar, operands = 1): Bulk {
  const names = Array.from({ length: operands }, (_, index) => `x${index}`);
  const { statements, value } = emitJavaScriptScalar(
    expression,
    names.map((name) => `${name}[i]`),
  );
  return new Function(
    `${javascriptPrelude}
return (to, ${names.join(', ')}) => {
for (let i = 0; i < to.length; i++) {
${statements}
to[i] = ${value};
}
};`,
  )() as Bulk;
}
