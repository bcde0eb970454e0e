import { cpSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { esbuild } from '../src/bundle/esbuild.mjs';
import { rollup } from '../src/bundle/rollup.mjs';
import { vite, viteServer } from '../src/bundle/vite.mjs';
import { webpack } from '../src/bundle/webpack.mjs';
import { once } from '../src/once.mjs';
import { html, project, write } from '../src/project.mjs';
import { referenceIn, wishes, withoutTimes } from '../src/reference.mjs';
import { isolation, serve } from '../src/serve.mjs';
import { cases } from '../src/thorough.mjs';
import { chromium, visit } from '../src/visit.mjs';

const asCompiled = (folder) => write(folder, { 'index.html': html('main.js') });

/** Serves a page under headers, cross-origin isolated unless they say otherwise: its address. */
const page =
  (headers, { bundle = asCompiled, habit } = {}) =>
  async () => {
    const { url } = await serve(await bundle(project({ habit })), { headersOf: () => ({ ...isolation, ...headers }) });
    return `${url}/`;
  };
const policy = (text) => ({ 'Content-Security-Policy': text });
const bundled = { bundle: vite() };

/** The page's code by other means: `main.js` with other text. */
const rewritten = (change) => async (folder) => {
  await change(folder);
  return asCompiled(folder);
};
const replaceInMain = (folder, pattern, by) =>
  write(folder, { 'main.js': readFileSync(join(folder, 'main.js'), 'utf8').replaceAll(pattern, by) });

/** Modules that another origin serves to everybody. */
const fromElsewhere = (entry) => async () => {
  const elsewhere = await serve(project(), { headersOf: () => ({ 'Access-Control-Allow-Origin': '*' }) });
  const folder = project();
  write(folder, { 'main.js': readFileSync(join(folder, entry), 'utf8').replaceAll('./m/', `${elsewhere.url}/m/`) });
  return `${(await serve(asCompiled(folder), { headersOf: () => isolation })).url}/`;
};

/** The modules' text within the page's own script. */
const pasted = (folder) => {
  const scripts = Object.entries({ inference: 'model', training: 'model.train' }).map(
    ([name, file]) =>
      `<script type="module">${readFileSync(join(folder, `m/${file}.js`), 'utf8')}\nglobalThis.${name} = load;</script>\n`,
  );
  return write(folder, {
    'index.html': `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
${scripts.join('')}<script type="module">
import './habit.js';
import { exercise, wishesOf } from './exercise.js';
exercise({ inference, training }, wishesOf(location.href)).then(report);
</script>`,
  });
};

/** Compiled modules as packages, which Vite bundles before it serves them. */
const packaged = (folder) => {
  cpSync(join(folder, 'm'), join(folder, 'node_modules/m'), { recursive: true });
  write(join(folder, 'node_modules/m'), {
    'package.json': JSON.stringify({ name: 'm', version: '1.0.0', type: 'module', exports: { './*': './*' } }),
  });
  return replaceInMain(folder, './m/', 'm/');
};

// Where a worker starts: on as many threads as were asked for, and nothing is said.
const silent = {
  'as compiled': page({}),
  'as compiled, import()': page({}, { bundle: (folder) => write(folder, { 'index.html': html('dynamic.js') }) }),
  'as compiled, the page hears messages': page({}, { habit: 'onmessage' }),
  'renamed by hand': page(
    {},
    {
      bundle: rewritten((folder) => {
        for (const name of ['model', 'model.train'])
          renameSync(join(folder, `m/${name}.js`), join(folder, `m/my-${name}.js`));
        replaceInMain(folder, './m/', './m/my-');
      }),
    },
  ),
  'with a query behind its name': page(
    {},
    { bundle: rewritten((folder) => replaceInMain(folder, `.js';`, `.js?v=1';`)) },
  ),
  'pasted into the page': page({}, { bundle: pasted }),
  'Vite as it develops': () => viteServer(project()),
  'Vite as it develops, import()': () => viteServer(project(), { entry: 'dynamic.js' }),
  'Vite as it develops, out of a package': () => viteServer(packaged(project())),
  'from another origin': fromElsewhere('main.js'),
  'from another origin, import()': fromElsewhere('dynamic.js'),
  'isolated without credentials': page({ 'Cross-Origin-Embedder-Policy': 'credentialless' }),
  'a strict policy': page(
    policy(`default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:`),
  ),
  'a strict policy, bundled, with leave for a worker': page(
    policy(
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:; worker-src blob:`,
    ),
    bundled,
  ),
  'trusted types': page(policy(`require-trusted-types-for 'script'`)),
  'trusted types, bundled': page(policy(`require-trusted-types-for 'script'`), bundled),
  'trusted types, any policy': page(policy(`require-trusted-types-for 'script'; trusted-types *`)),
  'trusted types, ours alone': page(policy(`require-trusted-types-for 'script'; trusted-types resnet-compile`)),
  'trusted types, ours alone, bundled': page(
    policy(`require-trusted-types-for 'script'; trusted-types resnet-compile`),
    bundled,
  ),
};

const fromFile = (bundle) => async () => `${pathToFileURL(await bundle(project()))}/index.html`;
const sandboxed = (bundle) => async () => {
  const folder = await bundle(project());
  write(folder, {
    'outer.html': `<!doctype html><link rel="icon" href="data:,"><iframe sandbox="allow-scripts"></iframe><script>document.querySelector('iframe').src = '/' + location.hash;</script>`,
  });
  return `${(await serve(folder, { headersOf: () => ({ 'Access-Control-Allow-Origin': '*' }) })).url}/outer.html`;
};

const withNonce = (bundle) => async (folder) => {
  const out = await bundle(folder);
  return write(out, {
    'index.html': readFileSync(join(out, 'index.html'), 'utf8').replace('<script ', '<script nonce="n0nce" '),
  });
};
const strictDynamic = policy(`script-src 'nonce-n0nce' 'strict-dynamic' 'wasm-unsafe-eval'`);

// Where no worker starts: on the page's thread, and one warning shows the way out.
const alone = {
  'a policy without workers': page(policy(`worker-src 'none'`)),
  'a policy without workers, bundled': page(policy(`worker-src 'none'`), bundled),
  'a browser without workers': page({}, { habit: 'noWorker' }),
  'a browser without workers, bundled': page({}, { ...bundled, habit: 'noWorker' }),
  'a strict policy, bundled': page(
    policy(`default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:`),
    bundled,
  ),
  'trusted types, none': page(policy(`require-trusted-types-for 'script'; trusted-types 'none'`)),
};

// Where a browser may do either.
const either = {
  'a file, esbuild iife': fromFile(esbuild({ format: 'iife' })),
  'a file, Rollup iife': fromFile(rollup({ format: 'iife' })),
  'a file, webpack': fromFile(webpack()),
  'a frame in a sandbox': sandboxed(asCompiled),
  'a frame in a sandbox, bundled': sandboxed(vite()),
  'a page in a sandbox by its policy': page({ ...policy('sandbox allow-scripts'), 'Access-Control-Allow-Origin': '*' }),
  'a policy that trusts what its scripts load': page(strictDynamic, { bundle: withNonce(asCompiled) }),
  'a policy that trusts what its scripts load, bundled': page(strictDynamic, { bundle: withNonce(vite()) }),
  'isolated by the headers of the page alone': async () =>
    `${(await serve(asCompiled(project()), { headersOf: (path) => (path === '/' ? isolation : {}) })).url}/`,
  'isolated by the headers of the page alone, bundled': async () =>
    `${(await serve(await vite()(project()), { headersOf: (path) => (path === '/' ? isolation : {}) })).url}/`,
};

const browser = chromium();
const expected = referenceIn(browser);
const bitsOf = (wish) => expected([wish])[0].bits;

describe.each(Object.entries(silent))('%s', (_, open) => {
  const seen = once(async () => visit(browser(), await open(), wishes));

  test.each(wishes.map((wish, index) => [wish.module, wish.threads, index]))(
    '%s, threads: %i',
    async (_, __, index) => {
      expect(withoutTimes((await seen()).found)[index]).toEqual(expected(wishes)[index]);
    },
  );

  test('nothing is said or heard', async () => {
    const { said, heard } = await seen();
    expect(said.filter(({ text }) => !text.startsWith('[vite]'))).toEqual([]);
    expect(heard).toEqual([]);
  });
});

describe.each(Object.entries(alone))('%s', (_, open) => {
  const opened = once(open);
  test.each([
    ['inference', 1],
    ['training', 2],
  ])('%s, threads: %i', async (module, threads) => {
    const wish = { module, threads };
    const { found, warnings } = await visit(browser(), await opened(), [wish]);
    expect(withoutTimes(found)).toEqual([{ threads: 1, bits: bitsOf(wish) }]);
    expect(warnings).toEqual([expect.stringContaining('worker')]);
  });
});

describe.each(cases(either, /Rollup/))('%s', (_, open) => {
  const opened = once(open);
  test.each(['inference', 'training'])('%s', async (module) => {
    const wish = { module, threads: 1 };
    const { found, warnings } = await visit(browser(), await opened(), [wish]);
    expect(withoutTimes(found)).toEqual([{ threads: 1, bits: bitsOf(wish) }]);
    expect(warnings.slice(0, 1)).toEqual(warnings);
    for (const warning of warnings) expect(warning).toContain('worker');
  });
});

test.each(['inference', 'training'])('%s, isolated by the headers of the page alone, threads: 2', async (module) => {
  const wish = { module, threads: 2 };
  const {
    found: [found],
    warnings,
  } = await visit(browser(), await either['isolated by the headers of the page alone'](), [wish]);
  expect(found.bits).toBe(bitsOf(wish));
  // What is not had is said.
  expect(warnings.length).toBe(found.threads === 2 ? 0 : 1);
});

describe('a policy without WebAssembly', () => {
  const open = (target, headers) => async () => {
    const folder = project({ target });
    write(folder, {
      'index.html': html('only.js'),
      'only.js': `import { load } from './m/model.js'; import { exercise, wishesOf } from './exercise.js'; exercise({ inference: load }, wishesOf(location.href)).then(report);`,
    });
    return `${(await serve(folder, { headersOf: () => headers })).url}/`;
  };
  const headers = policy(`script-src 'self'`);

  test.each([1, 2])('names what to add, and the other target; threads: %i', async (threads) => {
    const {
      found: [{ error }],
    } = await visit(browser(), await open('m', { ...headers, ...isolation })(), [{ module: 'inference', threads }]);
    expect(error).toContain(`'wasm-unsafe-eval'`);
    expect(error).toContain('--target js');
  });

  test('runs what was compiled to plain JavaScript', async () => {
    const [free, strict] = [
      await visit(browser(), await open('js', {})(), [{ module: 'inference' }]),
      await visit(browser(), await open('js', headers)(), [{ module: 'inference' }]),
    ];
    expect(withoutTimes(free.found)).toEqual([{ threads: 1, bits: expect.any(String) }]);
    expect(withoutTimes(strict.found)).toEqual(withoutTimes(free.found));
    expect(strict.said).toEqual([]);
  });
});
