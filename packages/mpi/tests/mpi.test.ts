import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParallelEngine } from '@resnet-compile/trainer';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { interfaceOf } from '../src/interfaces.ts';
import type { MpiEngine } from '../src/index.ts';
import { ddp } from './batch-at.ts';
import { hasMpi, leftOut, nodeOptions, run, smallModule, startRanks, temporary, trainRanks } from './small-run.ts';

const [plain, normalized] = [smallModule(false), smallModule(true)];
const options = { steps: 8, perEpoch: 8, checkEvery: 2 };

function expectNear(
  found: Readonly<Record<string, readonly number[]>>,
  expected: Readonly<Record<string, readonly number[]>>,
  within: number,
): void {
  for (const [name, values] of Object.entries(expected))
    for (const [i, value] of values.entries())
      expect(Math.abs(found[name]![i]! - value), `${name}[${i}]`).toBeLessThan(within);
}

test('the engine is one that the trainer takes', () => {
  expectTypeOf<MpiEngine>().toExtend<ParallelEngine>();
});

describe.skipIf(!hasMpi)(`on MPI${leftOut}`, () => {
  test("two ranks, each with batch norms of its half: the steps of PyTorch's DistributedDataParallel on gloo", async () => {
    const said = await trainRanks(2, normalized, { ...options, steps: ddp.steps, initial: ddp.initial });
    expect(said.map(({ rank }) => rank)).toEqual([0, 1]);
    expect(said[1]!.hash).toBe(said[0]!.hash);
    for (const [step, loss] of ddp.losses.entries()) expect(said[0]!.losses[step]).toBeCloseTo(loss, 5);
    expectNear(said[0]!.state, ddp.trained, 1e-5);
  });

  test('without batch norms 2 and 4 ranks make the steps of one, and the same bits whichever comes first', async () => {
    const [one] = await trainRanks(1, plain, options);
    const [two, four] = [await trainRanks(2, plain, options), await trainRanks(4, plain, options)];
    for (const said of [two, four]) {
      expect(new Set(said.map(({ hash }) => hash)).size).toBe(1);
      expectNear(said[0]!.state, one!.state, 1e-6);
    }
    const late = await trainRanks(4, plain, { ...options, late: 1 });
    expect(late.map(({ hash }) => hash)).toEqual(four.map(({ hash }) => hash));

    // A rank that is killed ends the job; one process goes on from the checkpoint.
    const out = join(temporary, 'killed');
    const { code } = await startRanks(2, plain, { ...options, out, dies: { rank: 1, step: 6, by: 'SIGKILL' } });
    expect(code).not.toBe(0);
    const [rest] = await trainRanks(1, plain, { ...options, out });
    expect(rest!.losses.length).toBe(4);
    expectNear(rest!.state, one!.state, 1e-6);
    const steps = readFileSync(join(out, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly kind: string; readonly step: number })
      .filter(({ kind }) => kind === 'step');
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a rank that is told to end has all end, with a checkpoint of the step that was made last', async () => {
    const out = join(temporary, 'told');
    const { code } = await startRanks(2, plain, { ...options, out, dies: { rank: 1, step: 4, by: 'SIGTERM' } });
    expect(code).not.toBe(0);
    expect(readdirSync(join(out, 'checkpoints')).at(-1)).toMatch(/^step-0000000[345]\.safetensors$/);
  });

  test.each<readonly [string, readonly string[], NodeJS.ProcessEnv, string]>([
    [
      'a process that nothing has started',
      [],
      {},
      'MpiError: this process was started by itself: start it as one of several',
    ],
    [
      "another implementation's mpirun",
      [],
      { PMI_SIZE: undefined, OMPI_COMM_WORLD_SIZE: '4' },
      'MpiError: the launcher has started 4 processes (OMPI_COMM_WORLD_SIZE), and MPICH ',
    ],
    [
      'a library that is not there',
      ['libnothing.so.7'],
      {},
      'MpiError: the MPI library libnothing.so.7 cannot be loaded: ',
    ],
    ['a library that is not MPI', ['libm.so.6'], {}, 'MpiError: the MPI library libm.so.6 cannot be loaded: '],
  ])('%s', async (_, library, variables, message) => {
    const { code, stderr } = await run(process.execPath, nodeOptions('join.ts', ...library), variables);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });
});

test('without a library of MPI it says what was looked for', async () => {
  const { code, stderr } = await run(process.execPath, nodeOptions('join.ts', '/nowhere/libmpi.so'));
  expect(stderr).toContain('MpiError: the MPI library /nowhere/libmpi.so cannot be loaded: ');
  expect(code).toBe(1);
});

test.each([
  ['MPICH Version:\t4.0.2\nMPICH Release date:\tThu Apr  7', 'int'],
  ['Intel(R) MPI Library 2021.11 for Linux* OS', 'int'],
  ['MVAPICH2 Version      :\t2.3.7', 'int'],
  ['CRAY MPICH version 8.1.27', 'int'],
  ['Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4', 'intptr_t'],
  ['Microsoft MPI 10.1', undefined],
])('%j', (version, handle) => expect(interfaceOf(version)?.handle).toBe(handle));
