/**
 * Mutations of valid files through every reader of files, for as long as is wanted: `npm run fuzz -- --minutes 60 --seed 1`.
 * What fails is printed with the numbers that make it again, `--only zip --seed 1 --at 1234`; the suites do some seconds of it.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' }, at: { type: 'string' } },
});
const { minutes = '1', seed = '1', only, at } = values;
if (!(Number(minutes) > 0) || ![seed, at ?? '0'].every((each) => /^\d+$/.test(each))) {
  console.error(
    `fuzz: --minutes ${minutes} --seed ${seed} --at ${at ?? ''}; expected a number above 0 and whole numbers`,
  );
  process.exit(1);
}
const option = (name, value) => (value === undefined ? [] : [`--${name}`, value]);
/** Readers of weights, by the kind of file, and of networks. */
const all = {
  weights: ['--max-old-space-size=256', 'packages/weights/tests/fuzz/run.ts', ...option('only', only)],
  onnx: ['packages/onnx/tests/import/fuzz/run.ts'],
};
const chosen = only === undefined ? Object.values(all) : [only === 'onnx' ? all.onnx : all.weights];
const failed = chosen.filter(
  (run) =>
    spawnSync(
      process.execPath,
      [
        '--conditions=@resnet-compile/source',
        ...run,
        '--seconds',
        String((Number(minutes) * 60) / chosen.length),
        '--seed',
        seed,
        ...option('at', at),
      ],
      { stdio: 'inherit' },
    ).status !== 0,
);
process.exit(failed.length ? 1 : 0);
