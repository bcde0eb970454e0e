import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { constant, cosine, readCheckpoint, train, type RunRecord } from '../src/index.ts';
import { openTest, openTraining } from './small-data.ts';
import { filesOf, newFolder, smallModule } from './small-module.ts';
import { startSmall } from './small-process.ts';

const small = smallModule();
const withoutTime = (line: string): RunRecord => ({ ...(JSON.parse(line) as RunRecord), time: 0 });
const recordsOf = (out: string): readonly RunRecord[] =>
  readFileSync(join(out, 'metrics.jsonl'), 'utf8').trimEnd().split('\n').map(withoutTime);
const checkpointsOf = (out: string): readonly string[] => readdirSync(join(out, 'checkpoints')).sort();
const lastCheckpoint = (out: string): Buffer =>
  readFileSync(
    join(
      out,
      'checkpoints',
      checkpointsOf(out)
        .filter((name) => name.startsWith('step'))
        .at(-1)!,
    ),
  );

/** What the run of train-small.ts leaves behind when nothing disturbs it. */
let whole: string;
beforeAll(async () => {
  whole = newFolder();
  const { code, stderr, stdout } = await startSmall(small.path, whole, { epochs: 10 }).ended;
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
});

const expectSameRun = (out: string): void => {
  expect(recordsOf(out)).toEqual(recordsOf(whole));
  expect(lastCheckpoint(out).equals(lastCheckpoint(whole))).toBe(true);
  for (const name of ['weights.safetensors', 'checkpoints/best.safetensors'])
    expect(readFileSync(join(out, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
};

test("a run's folder: the last three checkpoints and the best, records, weights", async () => {
  expect(checkpointsOf(whole)).toEqual([
    'best.safetensors',
    'step-00000190.safetensors',
    'step-00000195.safetensors',
    'step-00000200.safetensors',
  ]);
  expect(
    recordsOf(whole)
      .map(({ kind, step }) => `${kind} ${step}`)
      .slice(18, 23),
  ).toEqual(['step 19', 'step 20', 'epoch 20', 'evaluation 20', 'step 21']);
  const best = recordsOf(whole)
    .filter((record) => record.kind === 'evaluation')
    .reduce((a, b) => (b.top1 > a.top1 || (b.top1 === a.top1 && b.loss < a.loss) ? b : a));
  expect(readCheckpoint(readFileSync(join(whole, 'checkpoints/best.safetensors')))).toMatchObject({
    step: best.step,
    best: { top1: best.top1 },
  });
  const network = await small.load({ weights: readFileSync(join(whole, 'weights.safetensors')) } as never);
  await network.restore(lastCheckpoint(whole));
});

test('a finished run makes no step when it is started again, and changes nothing', async () => {
  const before = filesOf(whole);
  const { code, stdout } = await startSmall(small.path, whole, { epochs: 10 }).ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('all 200 steps were made before')]);
  expect(filesOf(whole)).toEqual(before);
});

/** In twenty, every place where a run can be killed was met. */
const kills = process.env['RESNET_COMPILE_THOROUGH'] === '1' ? 20 : 8;

test(`${kills} kills at any moment: every resume goes on bit for bit, and no file is ever half there`, async () => {
  let [out, latest] = [newFolder(), 0];
  const killedAfter: number[] = [];
  for (let attempt = 0; killedAfter.length < kills; attempt++) {
    const run = startSmall(small.path, out, { epochs: 10, checkpointEvery: 2 });
    await run.made((attempt * 7919) % 23);
    await sleep(((attempt * 7919) % 97) / 10);
    run.kill('SIGKILL');
    const { signal } = await run.ended;
    if (signal === 'SIGKILL') {
      const steps = checkpointsOf(out)
        .filter((name) => name.endsWith('.safetensors'))
        .map((name) => readCheckpoint(readFileSync(join(out, 'checkpoints', name))).step);
      expect(Math.max(0, ...steps)).toBeGreaterThanOrEqual(latest);
      latest = Math.max(0, ...steps);
      killedAfter.push(latest);
      // Whatever stands in the records is what the undisturbed run has; at most the last line is not whole.
      const lines = readFileSync(join(out, 'metrics.jsonl'), 'utf8').split('\n').slice(0, -1);
      expect(lines.map(withoutTime)).toEqual(recordsOf(whole).slice(0, lines.length));
      expect(lines.length).toBeGreaterThanOrEqual(latest);
    } else {
      expectSameRun(out);
      [out, latest] = [newFolder(), 0];
    }
  }
  console.log(`killed after checkpoints of steps ${killedAfter.join(', ')}`);
  expect(new Set(killedAfter).size).toBeGreaterThan(kills / 4);
  expect((await startSmall(small.path, out, { epochs: 10, checkpointEvery: 2 }).ended).code).toBe(0);
  expectSameRun(out);
  expect(Object.keys(filesOf(out)).filter((path) => path.endsWith('.tmp'))).toEqual([]);
}, 180_000);

const startWhole = (out: string, limit?: string) =>
  startSmall(small.path, out, { epochs: 10, ...(limit === undefined ? {} : { limit }) });

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s: a checkpoint of the present step, and the process ends as it would have',
  async (name) => {
    const out = newFolder();
    const run = startWhole(out);
    await run.made(7);
    run.kill(name);
    const { signal, stdout, stderr } = await run.ended;
    expect({ signal, stderr }).toEqual({ signal: name, stderr: '' });
    const step = Number(
      /saved .*checkpoints.step-0*(\d+)\.safetensors; the same command goes on from there/.exec(stdout)![1],
    );
    expect(stdout).toContain(`${name}: ending after this step, with a checkpoint; once more to end at once`);
    expect(recordsOf(out).at(-1)!.step).toBe(step);
    expect((await startWhole(out).ended).stdout).toContain(`going on after step ${step} of 200`);
    expectSameRun(out);
  },
  60_000,
);

test("a signal of the caller's own ends the run, and not the process; without a folder a checkpoint's bytes go on", async () => {
  const controller = new AbortController();
  let bytes: Uint8Array | undefined;
  const options = {
    data: { train: openTraining(), test: openTest },
    epochs: 10,
    schedule: cosine({ base: 0.01 }),
    seed: 7,
    progress: false,
  };
  const first = await train({
    ...options,
    network: await small.load({ seed: 5 }),
    signal: controller.signal,
    onEvent(event) {
      if (event.kind === 'step' && event.step === 30) controller.abort();
      if (event.kind === 'checkpoint') ({ bytes } = event);
    },
  });
  expect(first).toMatchObject({ step: 30, finished: false });
  await train({
    ...options,
    network: await small.load(),
    resume: bytes!,
    onEvent: (event) => void (event.kind === 'checkpoint' && ({ bytes } = event)),
  });
  expect(lastCheckpoint(whole).equals(bytes!)).toBe(true);
});

/** A copy of the undisturbed run's folder, as it was a checkpoint before the last. */
function earlier(): string {
  const out = newFolder();
  cpSync(whole, out, { recursive: true });
  rmSync(join(out, 'checkpoints/step-00000200.safetensors'));
  return out;
}

test('a checkpoint that is damaged is passed over, and said', async () => {
  const out = earlier();
  const path = join(out, 'checkpoints/step-00000195.safetensors');
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
  const { stdout, code } = await startWhole(out).ended;
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(
      /^step-00000195\.safetensors: the checkpoint is damaged: its \d+ bytes have the checksum \w{8}, expected \w{8}\n/,
    ),
  ]);
  expect(stdout).toContain('going on after step 190 of 200');
  expectSameRun(out);
});

test('where no checkpoint is whole, nothing is started anew', async () => {
  const out = earlier();
  for (const name of checkpointsOf(out)) writeFileSync(join(out, 'checkpoints', name), 'not a checkpoint');
  const before = filesOf(out);
  const { stderr, code } = await startWhole(out).ended;
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining(
      'CheckpointError: none of the checkpoints step-00000195.safetensors, step-00000190.safetensors is whole; put one back, or start another run in another folder',
    ),
  ]);
  expect(filesOf(out)).toEqual(before);
});

test('records and files that a killed process left unfinished go', async () => {
  const out = earlier();
  const metrics = join(out, 'metrics.jsonl');
  writeFileSync(metrics, readFileSync(metrics, 'utf8').slice(0, -40));
  for (const name of ['checkpoints/step-00000200.safetensors.tmp', 'metrics.jsonl.tmp'])
    writeFileSync(join(out, name), 'half');
  expect((await startWhole(out).ended).code).toBe(0);
  expectSameRun(out);
  expect(Object.keys(filesOf(out)).sort()).toEqual(
    Object.keys(filesOf(whole))
      .map((path) => path.replace(whole, out))
      .sort(),
  );
});

describe('a disk that takes no more: a limit to the size of files stands for it', () => {
  test.skipIf(process.platform === 'win32')(
    'the previous checkpoint stays, the error says so, and with space the run goes on',
    async () => {
      const out = newFolder();
      await startSmall(small.path, out, { epochs: 1 }).ended;
      const kept = checkpointsOf(out);
      const { code, stderr } = await startWhole(out, 'ulimit -f 24').ended;
      const path = (step: number): string => join(out, `checkpoints/step-000000${step}.safetensors`);
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining(
          `TrainingError: cannot write ${path(25)}: the file would be larger than is allowed. The last checkpoint is ${path(20)}; once the cause is gone, the same command goes on from there.`,
        ),
      ]);
      expect(checkpointsOf(out)).toEqual(kept);
      expect(readCheckpoint(readFileSync(path(20))).step).toBe(20);
      const { stdout } = await startWhole(out).ended;
      expect(stdout).toContain('going on after step 20 of 200');
    },
    60_000,
  );
});

describe('what is wrong is said', () => {
  const start = async (options: object) =>
    train({
      network: await small.load(),
      data: { train: openTraining(), test: openTest },
      epochs: 1,
      schedule: constant(0.01),
      progress: false,
      ...options,
    });

  test('a loss that is not finite names the checkpoint that stays', async () => {
    const out = newFolder();
    const rates = (step: number): number => (step < 13 ? 0.01 : 1e30);
    await expect(start({ out, epochs: 3, schedule: rates, checkpointEvery: 10 })).rejects.toThrow(
      expect.objectContaining({
        name: 'TrainingError',
        message: expect.stringMatching(
          /^step 1\d, in epoch 1, failed: small: step 1\d: .* (is not finite|is NaN).*; the step changed nothing\..*\. The last checkpoint is .*step-00000010\.safetensors; once the cause is gone, the same command goes on from there\.$/,
        ),
      }),
    );
    expect(readCheckpoint(lastCheckpoint(out)).step).toBe(10);
  });

  test('a folder that is a file', async () => {
    await expect(start({ out: join(small.path, 'run') })).rejects.toThrow(
      `cannot write ${join(small.path, 'run', 'checkpoints')}: a part of the path is a file`,
    );
  });

  test('records that are gone', async () => {
    const out = earlier();
    writeFileSync(join(out, 'metrics.jsonl'), '{}\n');
    await expect(start({ out, epochs: 10, seed: 7 })).rejects.toThrow(
      `${join(out, 'metrics.jsonl')} has 1 records, and had 213 records at the checkpoint: put the file back, or start another run in another folder; without the records, the run goes on by resume: readFileSync("${join(out, 'checkpoints/step-00000195.safetensors')}") in place of out`,
    );
  });

  test('a checkpoint for a run that has its own', async () => {
    await expect(start({ out: newFolder(), resume: lastCheckpoint(whole) })).rejects.toThrow(
      'train: there are out and resume; expected one of them, since a folder has its own checkpoint',
    );
  });

  test('another seed, another network, nothing to keep', async () => {
    const out = newFolder();
    await start({ out });
    await expect(start({ out, seed: 1 })).rejects.toThrow(
      'the checkpoint is of a run with seed 0, this one has 1; go on with the same options, or start another run',
    );
    await expect(start({ out, network: await smallModule({}).load() })).rejects.toThrow(
      'the checkpoint is of a run with optimizer.kind adamW, this one has sgd; optimizer.betas [0.9,0.999], this one has none; ',
    );
    await expect(start({ out, keep: 0 })).rejects.toThrow('train: keep is 0; expected a whole number of at least 1');
    await expect(start({ out, epohcs: 1 })).rejects.toThrow('train: there is no option "epohcs"');
  });
});
