/**
 * Random networks over the whole DSL, as many as are wanted: `npm run random -- --count 2000 --seed 1`; what fails is listed
 * at the end, with its seeds and the smallest model file that fails alike. `--on`: what is held against the reference, one or
 * several of the names below; all but WebGPU by default, since a software adapter takes seconds for each network.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { countsOf } from './counts-of.mjs';

/** Test files, and the tests of them that try random networks. */
const laws = {
  passes: ['compiler', 'tests/pipeline.test.ts', 'every pass keeps the result > random networks'],
  gradients: ['compiler', 'tests/differentiation/structure.test.ts', 'random networks'],
  cpu: ['backend-cpu', 'tests/networks.test.ts', 'random networks'],
  'cpu-training': ['backend-cpu', 'tests/training-networks.test.ts', 'random networks'],
  pytorch: ['pytorch', 'tests/random-networks.test.ts', 'random networks'],
  onnx: ['onnx', 'tests/export/random-networks.test.ts', 'random networks'],
  import: ['onnx', 'tests/import/random-networks.test.ts', 'random networks'],
  webgpu: ['backend-webgpu', 'tests/resnets.test.ts', 'random ones'],
};
const { values } = parseArgs({
  options: { count: { type: 'string' }, seed: { type: 'string' }, on: { type: 'string', multiple: true } },
});
const whole = (text) => /^\d+$/.test(text) && Number(text) > 0;
const { count = '100', seed = '1', on = Object.keys(laws).filter((name) => name !== 'webgpu') } = values;
const unknown = on.filter((name) => !Object.hasOwn(laws, name));
if (unknown.length || !whole(count) || !whole(seed)) {
  console.error(
    unknown.length
      ? `random: there is nothing named ${unknown.join(', ')} to try networks on; there are ${Object.keys(laws).join(', ')}`
      : `random: --count ${count} --seed ${seed}; expected positive whole numbers`,
  );
  process.exit(1);
}

const failed = on.filter((name) => {
  const [folder, file, test] = laws[name];
  console.log(`\nrandom: ${name}, ${count} networks from seed ${seed}`);
  const { status } = spawnSync(
    'npx',
    [
      'vitest',
      'run',
      '--root',
      `packages/${folder}`,
      '--config',
      '../../vitest.config.ts',
      file,
      '-t',
      test,
      '--testTimeout',
      '0',
      '--reporter',
      'dot',
      '--reporter',
      'json',
    ],
    { stdio: 'inherit', env: { ...process.env, RESNET_COMPILE_RANDOM: count, RESNET_COMPILE_SEED: seed } },
  );
  // No test of that name is no failure of the test runner's.
  if (status === 0 && countsOf(`packages/${folder}`)?.passed === 0)
    throw new Error(`packages/${folder}/${file} has no test named "${test}"`);
  return status !== 0;
});
if (failed.length) {
  console.error(`\nrandom: networks fail on ${failed.join(', ')}`);
  process.exit(1);
}
