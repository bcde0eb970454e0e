import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Network } from '@resnet-compile/dsl';
import type { DeviceName } from '@resnet-compile/plan';
import type { LoadOptions, ModelInfo, TrainingNetwork } from '@resnet-compile/runtime';
import { images, labels } from '@resnet-compile/testing';
import { compileTraining } from '@resnet-compile/driver';
import { built } from './built.ts';
import { thorough } from './thorough.ts';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

/** For modules and what else a test writes; gone when the package's tests are done. */
export const folder = temporaryFolder('training-');
const importNatively = createRequire(import.meta.url);
let count = 0;

export interface TrainingModule {
  readonly model: ModelInfo;
  readonly load: (options?: LoadOptions) => Promise<TrainingNetwork>;
  readonly path: string;
}

/** Compiles a training step, writes the module to a file and has Node import that file. */
export function trainingModule(network: Network, name = 'model', target: DeviceName | 'both' = 'cpu'): TrainingModule {
  const path = join(folder, `${++count}.mjs`);
  writeFileSync(
    path,
    compileTraining(built(network, name), { ...(target === 'both' ? {} : { target }), softwareGpu: !thorough }).module,
  );
  return { ...(importNatively(path) as Omit<TrainingModule, 'path'>), path };
}

export interface Batch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** The batch of a step, from the deterministic fill. */
export const batchAt = ({ input, classes }: ModelInfo, step: number, batch: number): Batch => ({
  images: images(step, [batch, ...input]).data,
  labels: labels(step, batch, classes),
});

/** Steps `from` to `to`; their losses. */
export async function trainOn(
  network: TrainingNetwork,
  model: ModelInfo,
  from: number,
  to: number,
  { batch = 8, learningRate = 0.01 } = {},
): Promise<readonly number[]> {
  const losses: number[] = [];
  for (let step = from; step < to; step++)
    losses.push((await network.trainStep({ ...batchAt(model, step, batch), learningRate })).loss);
  return losses;
}

/** Everything that a step may change, as bytes. */
export async function everything(network: TrainingNetwork): Promise<string> {
  const bytes = Object.values(await network.stateDict()).map(({ buffer }) => Buffer.from(buffer as ArrayBuffer));
  return Buffer.concat([...bytes, await network.checkpoint()]).toString('base64');
}
