import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { once } from '../../src/once.mjs';
import { project, write } from '../../src/project.mjs';
import { wishes, withoutTimes } from '../../src/reference.mjs';
import { find, node, run } from '../../src/run.mjs';

const parent = fileURLToPath(new URL('..', import.meta.url));
const jest = join(parent, 'node_modules/jest/bin/jest.js');

const script = `import { load as inference } from './m/model.js';
import { load as training } from './m/model.train.js';
import { exercise } from './exercise.js';
import { writeFileSync } from 'node:fs';
test('in a realm of its own', async () => {
  writeFileSync(process.env.FOUND, JSON.stringify(await exercise({ inference, training }, JSON.parse(process.env.WISHES))));
}, 30_000);
`;
const expected = once(async () =>
  withoutTimes(
    (await find(write(project(), { 'package.json': '{ "type": "module" }' }), node, ['program.js'], wishes)).found,
  ),
);

test.each(['node', 'jsdom'])('jest, %s: what Node computes', async (testEnvironment) => {
  const folder = write(project({ parent }), {
    'a.test.js': script,
    'package.json': JSON.stringify({ type: 'module', jest: { testEnvironment, transform: {} } }),
  });
  const file = join(folder, 'found.json');
  const { code, stderr } = await run(folder, node, ['--experimental-vm-modules', jest], {
    env: { FOUND: file, WISHES: JSON.stringify(wishes) },
  });
  expect([code, stderr]).toEqual([0, expect.stringContaining('1 passed')]);
  expect(withoutTimes(JSON.parse(readFileSync(file, 'utf8')))).toEqual(await expected());
});
