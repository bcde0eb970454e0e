import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { once } from '../src/once.mjs';
import { project, write } from '../src/project.mjs';
import { wishes, withoutTimes } from '../src/reference.mjs';
import { find, node, run } from '../src/run.mjs';
import { thorough } from '../src/thorough.mjs';

// Within the bench, as a user's project is: the runner looks for the documents' packages from there.
const parent = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(parent, 'node_modules/vitest/vitest.mjs');

const script = `import { load as inference } from './m/model.js';
import { load as training } from './m/model.train.js';
import { exercise } from './exercise.js';
import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
test('in a document that is none', async () => {
  if (!document.createElement('p')) throw new Error('there is no document');
  writeFileSync(process.env.FOUND, JSON.stringify(await exercise({ inference, training }, JSON.parse(process.env.WISHES))));
}, 30_000);
`;

describe.each(['jsdom', 'happy-dom'])('%s', (environment) => {
  const expected = once(async () =>
    withoutTimes(
      (await find(write(project(), { 'package.json': '{ "type": "module" }' }), node, ['program.js'], wishes)).found,
    ),
  );

  test.each(thorough ? ['forks', 'threads', 'vmThreads', 'vmForks'] : ['forks', 'vmThreads'])(
    'vitest, %s: what Node computes',
    async (pool) => {
      const folder = write(project({ parent }), {
        'dom.test.js': script,
        'vitest.config.js': `export default { test: { environment: '${environment}', pool: '${pool}' } };`,
        'package.json': '{ "type": "module" }',
      });
      const file = join(folder, 'found.json');
      const { code, stdout, stderr } = await run(folder, node, [vitest, 'run', '--root', folder], {
        env: { FOUND: file, WISHES: JSON.stringify(wishes) },
      });
      expect([code, stdout, stderr]).toEqual([0, expect.stringContaining('1 passed'), '']);
      expect(withoutTimes(JSON.parse(readFileSync(file, 'utf8')))).toEqual(await expected());
    },
  );
});
