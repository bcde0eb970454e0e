import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileTraining, stagesOf } from '@resnet-compile/driver';
import {
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  sgd,
  training,
  type Layer,
} from '@resnet-compile/dsl';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { ddp, type RankOptions } from './batch-at.ts';

/** For whatever a test writes; gone when the package's tests are done. */
export const temporary = temporaryFolder('mpi-');

/** The path of a module that trains the network of fixtures/ddp.py, with batch norms or without. */
export function smallModule(hasBatchNorms: boolean): string {
  const path = join(temporary, `${hasBatchNorms ? 'normalized' : 'plain'}.mjs`);
  const norm = (index: number): Readonly<Record<string, Layer>> =>
    hasBatchNorms ? { [`bn${index}`]: batchNorm() } : {};
  const compilation = stagesOf(
    training(
      network(
        { input: ddp.input as [number, number, number] },
        {
          conv1: conv(4, { kernel: 3 }),
          ...norm(1),
          relu1: relu(),
          conv2: conv(4, { kernel: 3 }),
          ...norm(2),
          relu2: relu(),
          pool: globalAveragePool(),
          fc: dense(ddp.classes),
        },
      ),
      { optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }) },
    ),
    { name: 'small' },
  );
  if ('problems' in compilation) throw new Error('the small network has problems');
  writeFileSync(path, compileTraining(compilation, { target: 'cpu' }).module);
  return path;
}

/** Whether there is an mpirun, and behind the names of tests that are left out without. */
export const hasMpi = isThere('mpirun');
export const leftOut = hasMpi ? '' : ' (left out: there is no mpirun)';

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a rank says at its end. */
export interface Said {
  readonly rank: number;
  readonly hash: string;
  /** Of rank 0. */
  readonly losses: readonly number[];
  readonly state: Readonly<Record<string, readonly number[]>>;
}

export const run = (program: string, options: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      program,
      options,
      { env: { ...process.env, ...variables }, maxBuffer: 2 ** 24, timeout: 110_000 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });

export const nodeOptions = (program: string, ...options: readonly string[]): readonly string[] => [
  '--conditions=@resnet-compile/source',
  fileURLToPath(new URL(program, import.meta.url)),
  ...options,
];

/** Trains on so many ranks; what each says, in their order. */
export async function trainRanks(ranks: number, module: string, options: RankOptions): Promise<readonly Said[]> {
  const { code, stdout, stderr } = await startRanks(ranks, module, options);
  if (code !== 0) throw new Error(`mpirun ended with ${code}: ${stderr}${stdout}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Said)
    .sort((a, b) => a.rank - b.rank);
}

export const startRanks = (ranks: number, module: string, options: RankOptions): Promise<Ended> =>
  run('mpirun', [
    '-n',
    String(ranks),
    process.execPath,
    ...nodeOptions('train-rank.ts', module, JSON.stringify(options)),
  ]);
