import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { freePort, listen } from '../../src/listen.mjs';
import { project, write } from '../../src/project.mjs';
import { find, node } from '../../src/run.mjs';

const workerd = fileURLToPath(new URL('../node_modules/.bin/workerd', import.meta.url));

const worker = `import { load as inference } from './m/model.js';
import { exercise } from './exercise.js';
const warnings = [];
console.warn = (text) => warnings.push(text);
export default {
  fetch: async (request) => (request.method === 'POST' ? Response.json({ found: await exercise({ inference }, await request.json()), warnings }) : new Response('')),
};
`;

/** What Cloudflare's runtime finds. */
async function inWorkerd(target, flags, wishes) {
  const modules = ['worker.js', 'm/model.js', 'exercise.js'].map(
    (name) => `(name = "${name}", esModule = embed "${name}")`,
  );
  const port = await freePort();
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (modules = [${modules.join(', ')}], compatibilityDate = "2026-11-01", compatibilityFlags = [${flags.map((flag) => `"${flag}"`).join(', ')}]);
`;
  const folder = write(project({ target }), { 'worker.js': worker, 'config.capnp': config });
  await listen(folder, workerd, ['serve', join(folder, 'config.capnp')], `http://127.0.0.1:${port}/`);
  return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(wishes) })).json();
}

describe.each([
  ['no flags', []],
  ['nodejs_compat', ['nodejs_compat']],
])('workerd, %s', (_, flags) => {
  test.each([1, 2])('plain JavaScript computes what it does in Node, on one thread of %i', async (threads) => {
    const wishes = [{ module: 'inference', threads }];
    const program = `const { load: inference } = await import('./m/model.js'); const { exercise } = await import('./exercise.js'); console.log(JSON.stringify(await exercise({ inference }, [{ module: 'inference' }])));`;
    const {
      found: [{ bits }],
    } = await find(
      write(project({ target: 'js' }), { 'package.json': '{ "type": "module" }', 'a.js': program }),
      node,
      ['a.js'],
      wishes,
    );
    const {
      found: [found],
      warnings,
    } = await inWorkerd('js', flags, wishes);
    expect(found).toMatchObject({ threads: 1, bits });
    expect(warnings).toEqual(threads === 1 ? [] : [expect.stringContaining('one thread instead of 2')]);
  });

  test.each([1, 2])("WebAssembly's module names the other target, threads: %i", async (threads) => {
    const {
      found: [{ error }],
    } = await inWorkerd('m', flags, [{ module: 'inference', threads }]);
    expect(error).toContain('--target js');
  });
});
