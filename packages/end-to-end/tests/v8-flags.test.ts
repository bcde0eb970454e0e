import { emitKernels } from '@resnet-compile/backend-cpu';
import { resnet } from '@resnet-compile/dsl';
import { found } from '@resnet-compile/ir';
import type { KernelShapes, VariantName } from '@resnet-compile/plan/cpu';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { describe, expect, it } from 'vitest';
import { compiledModule } from './compiled-module.ts';
import { partsOfModule } from './module-parts.ts';

const folder = temporaryFolder('flags-');

const { text, load } = compiledModule(
  resnet({ stages: [1, 1], width: 24, stem: 'cifar', block: 'basic', input: [3, 15, 13], classes: 7 }),
);
writeFileSync(join(folder, 'model.mjs'), text);
writeFileSync(
  join(folder, 'run.mjs'),
  `
import { load, model } from './model.mjs';
const compiled = [];
const { compile } = WebAssembly;
WebAssembly.compile = (bytes) => (compiled.push(bytes.byteLength), compile(bytes));
const network = await load({ device: 'cpu', seed: 3, ...JSON.parse(process.argv[2]) });
const images = Float32Array.from({ length: 2 * 3 * 15 * 13 }, (_, i) => Math.sin(i * i));
let logits;
// Often enough for V8 to compile for speed.
for (let call = 0; call < 300; call++) logits = await network.predict(images);
console.log(JSON.stringify({ compiled, logits: [...logits] }));
`,
);

const kernels = JSON.parse(found(partsOfModule(text), 'CPU kernels')) as KernelShapes;
const sizeOf = (variant: VariantName): number => emitKernels(kernels, variant, { shared: false }).bytes.length;
const run = (options: object, flags: readonly string[] = []) =>
  JSON.parse(
    execFileSync(process.execPath, [...flags, join(folder, 'run.mjs'), JSON.stringify(options)], { encoding: 'utf8' }),
  ) as { readonly compiled: readonly number[]; readonly logits: readonly number[] };

const flag = '--experimental-wasm-revectorize';

describe('kernels of 256 bits', () => {
  const narrow = run({});
  it('are not taken unless V8 is told to join vectors', () => {
    expect(narrow.compiled).toEqual([sizeOf('fused')]);
    expect(run({ v8Flags: 'leave' })).toEqual(narrow);
  });
  it.each([
    ['by load', () => run({ v8Flags: 'set' })],
    ['on the command line', () => run({}, [flag])],
  ] as const)('told %s, they compute the same bits', (_, told) => {
    const wide = told();
    expect(wide.compiled).toEqual([sizeOf('wide')]);
    expect(wide.logits).toEqual(narrow.logits);
  });
  it('load ends where V8 compiles all code at once, too', () =>
    expect(run({}, ['--no-wasm-lazy-compilation', '--no-wasm-dynamic-tiering'])).toEqual(narrow));
  it('another word is an error', () =>
    expect(load({ device: 'cpu', v8Flags: 'yes' as never })).rejects.toThrow(
      "v8Flags is \"yes\"; expected 'leave' or 'set'",
    ));
});
