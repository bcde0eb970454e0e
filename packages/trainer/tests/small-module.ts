import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { adamW, groupNorm, resnet, training, type TrainingOptions } from '@resnet-compile/dsl';
import { compileTraining, stagesOf } from '@resnet-compile/driver';
import type { TrainableNetwork } from '../src/index.ts';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

/** For whatever a test writes; gone when the package's tests are done. */
export const temporary = temporaryFolder('trainer-');
let count = 0;
export const newFolder = (): string => join(temporary, `run-${++count}`);

const importNatively = createRequire(import.meta.url);

export interface SmallModule {
  readonly path: string;
  readonly load: (options?: { readonly seed?: number }) => Promise<TrainableNetwork>;
}

/** A network of 8×8 images and ten classes that makes a step in a millisecond, with a momentum of each kind to restore. */
export function smallModule(
  options: TrainingOptions = { optimizer: adamW(), ema: 0.9 },
  { stages = [1], batchNorms = true }: { readonly stages?: readonly number[]; readonly batchNorms?: boolean } = {},
): SmallModule {
  const path = join(temporary, `module-${++count}.mjs`);
  const compilation = stagesOf(
    training(
      resnet({
        stages,
        width: 8,
        stem: 'cifar',
        input: [1, 8, 8],
        classes: 10,
        ...(batchNorms ? {} : { norm: groupNorm({ groups: 4 }) }),
      }),
      options,
    ),
    { name: 'small' },
  );
  if ('problems' in compilation) throw new Error('the small network has problems');
  writeFileSync(path, compileTraining(compilation, { target: 'cpu' }).module);
  return { path, load: (importNatively(path) as SmallModule).load };
}

/** The hash of each file in a folder. */
export const filesOf = (out: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        join(parentPath, name),
        createHash('sha256')
          .update(readFileSync(join(parentPath, name)))
          .digest('hex'),
      ]),
  );
