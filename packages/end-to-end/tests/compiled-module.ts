import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Network } from '@resnet-compile/dsl';
import type { LoadOptions, ModelInfo, Network as LoadedNetwork } from '@resnet-compile/runtime';
import { compileModule, type NetworkSummary, type TargetName } from '@resnet-compile/driver';
import { built } from './built.ts';
import { thorough } from './thorough.ts';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

const folder = temporaryFolder('compiled-');
const importNatively = createRequire(import.meta.url);
let count = 0;

/** What a compiled module exports, and what the compiler said. */
export interface CompiledModule {
  readonly model: ModelInfo;
  readonly load: (options?: LoadOptions) => Promise<LoadedNetwork>;
  readonly path: string;
  readonly text: string;
  readonly declarations: string;
  readonly summary: NetworkSummary;
  /** That the compiler took. */
  readonly seconds: number;
}

/** Compiles a network, writes the module to a file and has Node import that file, past the test runner's own loader. */
export function compiledModule(network: Network, target: TargetName | 'both' = 'cpu', name = 'model'): CompiledModule {
  const start = performance.now();
  const compiled = compileModule(built(network, name), {
    target: target === 'both' ? undefined : target,
    // SwiftShader computes ResNet-18 in 1.6 s by the program for it, and in 14 by that for GPUs, which is tried thoroughly.
    softwareGpu: !thorough,
  });
  const seconds = (performance.now() - start) / 1000;
  const { model, load, path } = importModule(compiled.module);
  return {
    model,
    load,
    path,
    text: compiled.module,
    declarations: compiled.declarations,
    summary: compiled.summary,
    seconds,
  };
}

/** Writes a module's text to a file and has Node import that file. */
export function importModule(text: string): Pick<CompiledModule, 'model' | 'load' | 'path'> {
  const path = join(folder, `${++count}.mjs`);
  writeFileSync(path, text);
  return { ...(importNatively(path) as Pick<CompiledModule, 'model' | 'load'>), path };
}
