import { compileModule, stagesOf } from '@resnet-compile/driver';
import { resnet, type ResNetOptions } from '@resnet-compile/dsl';
import { fillState } from '@resnet-compile/testing';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { LoadedNetwork, LoadOptions } from '../src/index.ts';

/** For whatever a test writes; gone when the package's tests are done. */
export const temporary = temporaryFolder('vision-');
const importNatively = createRequire(import.meta.url);

interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}

/** What a compiled module exports. */
export interface SmallModule {
  readonly path: string;
  readonly load: (options?: LoadOptions) => Promise<LoadedNetwork>;
  readonly parameters: readonly Parameter[];
  /** The state that fixtures/make-fixtures.py fills its network with. */
  readonly weights: Readonly<Record<string, Float32Array>>;
}

/** The network of fixtures/make-fixtures.py, for the CPU. */
export function smallModule(name: string, options: Partial<ResNetOptions> = {}): SmallModule {
  const path = join(temporary, `${name}.mjs`);
  const network = resnet({
    stages: [1, 1],
    width: 8,
    stem: 'cifar',
    input: [3, 32, 32],
    classes: 10,
    outputs: ['layer2'],
    ...options,
  });
  const stages = stagesOf(network, { name });
  if ('problems' in stages) throw new Error('the small network has problems');
  writeFileSync(path, compileModule(stages, { target: 'cpu' }).module);
  const module = importNatively(path) as {
    readonly load: SmallModule['load'];
    readonly model: { readonly parameters: readonly Parameter[] };
  };
  const weights = Object.fromEntries(Array.from(fillState(module.model.parameters), ([key, { data }]) => [key, data]));
  return { path, load: module.load, parameters: module.model.parameters, weights };
}
