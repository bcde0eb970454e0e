import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { readCheckpoint, type RunRecord } from '../src/index.ts';
import { newFolder, smallModule } from './small-module.ts';
import { startSmall } from './small-process.ts';

const small = smallModule();
const withoutTime = (line: string): RunRecord => ({ ...(JSON.parse(line) as RunRecord), time: 0 });
const recordsOf = (out: string): readonly RunRecord[] => readFileSync(join(out, 'metrics.jsonl'), 'utf8').trimEnd().split('\n').map(withoutTime);
const checkpointsOf = (out: string): readonly string[] => readdirSync(join(out, 'checkpoints')).sort();
const lastCheckpoint = (out: string): Buffer => readFileSync(join(out, 'checkpoints', checkpointsOf(out).filter((name) => name.startsWith('step')).at(-1)!));
const filesOf = (out: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'base64')]));

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
  expect(readFileSync(join(out, 'weights.safetensors')).equals(readFileSync(join(whole, 'weights.safetensors')))).toBe(true);
};

test('a run\'s folder: the last three checkpoints and the best, records, weights', async () => {
  expect(checkpointsOf(whole)).toEqual(['best.safetensors', 'step-00000190.safetensors', 'step-00000195.safetensors', 'step-00000200.safetensors']);
  expect(recordsOf(whole).map(({ kind, step }) => `${kind} ${step}`).slice(18, 23)).toEqual(['step 19', 'step 20', 'epoch 20', 'evaluation 20', 'step 21']);
  const best = recordsOf(whole).filter((record) => record.kind === 'evaluation').reduce((a, b) => (b.top1 > a.top1 ? b : a));
  expect(readCheckpoint(readFileSync(join(whole, 'checkpoints/best.safetensors')))).toMatchObject({ step: best.step, best: { top1: best.top1 } });
  const network = await small.load({ weights: readFileSync(join(whole, 'weights.safetensors')) } as never);
  await network.restore(lastCheckpoint(whole));
});

test('a finished run makes no step when it is started again, and changes nothing', async () => {
  const before = filesOf(whole);
  const { code, stdout } = await startSmall(small.path, whole, { epochs: 10 }).ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('all 200 steps were made before')]);
  expect(filesOf(whole)).toEqual(before);
});

test('20 kills at any moment: every resume goes on bit for bit, and no file is ever half there', async () => {
  let [out, latest] = [newFolder(), 0];
  const killedAfter: number[] = [];
  for (let attempt = 0; killedAfter.length < 20; attempt++) {
    const run = startSmall(small.path, out, { epochs: 10, checkpointEvery: 2 });
    await run.started;
    await sleep(((attempt * 7919) % 97) * 1.5);
    run.kill('SIGKILL');
    const { signal } = await run.ended;
    if (signal === 'SIGKILL') {
      const steps = checkpointsOf(out).filter((name) => name.endsWith('.safetensors')).map((name) => readCheckpoint(readFileSync(join(out, 'checkpoints', name))).step);
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
  expect(new Set(killedAfter).size).toBeGreaterThan(5);
  expect((await startSmall(small.path, out, { epochs: 10, checkpointEvery: 2 }).ended).code).toBe(0);
  expectSameRun(out);
  expect(Object.keys(filesOf(out)).filter((path) => path.endsWith('.tmp'))).toEqual([]);
}, 180_000);
