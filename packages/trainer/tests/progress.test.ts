import { expect, test } from 'vitest';
import type { StepRecord, TrainingEvent } from '../src/index.ts';
import { createProgress, duration, stepLine } from '../src/node/progress.ts';

const plan = { seed: 0, steps: 400, batchesPerEpoch: 40, checkpointEvery: 40, evaluateEvery: 40, patience: null };
const step = (n: number, time: number): StepRecord => ({
  kind: 'step',
  step: n,
  epoch: Math.ceil(n / 40),
  images: 32,
  loss: 1 / n,
  accuracy: 0.5,
  learningRate: 0.1,
  time,
});

test('where the run is, its speed over the last steps, and the time that is left', () => {
  const recent = Array.from({ length: 4 }, (_, k) => step(97 + k, 1000.5 + k / 2));
  expect(stepLine(plan, recent, 1000)).toBe(
    `epoch  3/10 ███░░░░░░░ 100/400  64 images/s  loss ${((1 / 97 + 1 / 98 + 1 / 99 + 1 / 100) / 4).toFixed(3)}  50.0 %  02:30 left`,
  );
});

test.each([
  [0, '00:00'],
  [59.4, '00:59'],
  [59.6, '01:00'],
  [3599.7, '01:00:00'],
  [360_000, '100:00:00'],
])('%f seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

function tell(isTTY: boolean, events: readonly TrainingEvent[]): string {
  let written = '';
  const progress = createProgress({ isTTY, columns: 40, write: (text) => (written += text) });
  for (const event of events) progress.tell(event);
  return written;
}

const events: readonly TrainingEvent[] = [
  { kind: 'start', plan, step: 39 },
  step(40, 1),
  { kind: 'epoch', step: 40, epoch: 1, images: 1280, loss: 1.25, accuracy: 0.5, time: 1 },
  { kind: 'evaluation', step: 40, epoch: 1, images: 100, loss: 2.5, top1: 0.25, top5: 0.75, confusion: [], time: 2 },
  { kind: 'checkpoint', step: 40, bytes: new Uint8Array(), isBest: true },
];
const lines = [
  'going on after step 39 of 400',
  'epoch  1/10  loss 1.2500  accuracy 50.00 %',
  '          test: loss 2.5000  top-1 25.00 %  top-5 75.00 %  (100 images)',
];

test('in a log file: plain lines', () => expect(tell(false, events)).toBe(lines.map((line) => `${line}\n`).join('')));

test('in a terminal: the same lines, each in the place of the bar', () =>
  expect(tell(true, events)).toBe(lines.map((line) => `\r\x1b[K${line}\n`).join('')));

test('in a terminal the bar moves, and is never wider than it', async () => {
  let written = '';
  const { tell } = createProgress({ isTTY: true, columns: 60, write: (text) => (written += text) });
  tell(events[0]!);
  await new Promise((resolve) => setTimeout(resolve, 120));
  tell(step(40, Date.now() / 1000));
  tell(step(41, Date.now() / 1000));
  const bars = written.split('\r\x1b[K').slice(2);
  expect(bars).toEqual([expect.stringMatching(/^epoch {2}1\/10 █░{9} {2}40\/400 {2}/)]);
  expect(bars[0]!.length).toBe(59);
});

test('an evaluation of the average says so', () => {
  expect(tell(false, [events[0]!, { ...events[3]!, of: 'average' } as TrainingEvent])).toContain(
    'test of the average: loss 2.5000  top-1 25.00 %',
  );
});
