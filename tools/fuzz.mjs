/**
 * Mutations of valid files through every reader of weights, for as long as is wanted: `npm run fuzz -- --minutes 60 --seed 1`.
 * What fails is printed with the numbers that make it again (packages/weights/tests/fuzz/run.ts); the suite does some seconds of it.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const { minutes = '1', seed = '1', only } = values;
if (!(Number(minutes) > 0) || !/^\d+$/.test(seed)) {
  console.error(`fuzz: --minutes ${minutes} --seed ${seed}; expected a number above 0 and a whole number`);
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  [
    '--conditions=@resnet-compile/source',
    '--max-old-space-size=256',
    'packages/weights/tests/fuzz/run.ts',
    '--seconds',
    String(Number(minutes) * 60),
    '--seed',
    seed,
    ...(only === undefined ? [] : ['--only', only]),
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
