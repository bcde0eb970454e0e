import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { esbuild } from '../src/bundle/esbuild.mjs';
import { vite } from '../src/bundle/vite.mjs';
import { webpack } from '../src/bundle/webpack.mjs';
import { expectResponsive } from '../src/expect-responsive.mjs';
import { once } from '../src/once.mjs';
import { html, project, write } from '../src/project.mjs';
import { referenceIn, wishes, withoutTimes } from '../src/reference.mjs';
import { isolation, serve } from '../src/serve.mjs';
import { chromium, visit } from '../src/visit.mjs';

const browser = chromium();
const expected = referenceIn(browser);
const bitsOf = (wish) => expected([wish])[0].bits;
const asCompiled = (entry) => (folder) => write(folder, { 'index.html': html(entry) });
const iife =
  (...entries) =>
  async (folder) => {
    await esbuild({ format: 'iife', name: 'worker', entry: 'worker.js' })(folder);
    for (const entry of entries) await esbuild({ format: 'esm', name: entry, entry: `${entry}.js` })(folder);
    return join(folder, 'dist');
  };

const starts = {
  'Vite, within the page': `import Started from './worker.js?worker&inline';\nconst worker = new Started();`,
  'esbuild iife': `const worker = new Worker('/worker.js');`,
};

describe.each(
  Object.entries({
    'as compiled': asCompiled('page.js'),
    Vite: vite({ entry: 'page.js' }),
    'Vite, within the page': vite({ entry: 'page.js' }),
    webpack: webpack({ entry: 'page.js' }),
    'esbuild iife': iife('page'),
  }),
)("within a worker of the user's own, %s", (form, bundle) => {
  // The page says more than the worker asked for, some of it in the words of other libraries.
  const foreign = ['ready', { id: 0, result: 1 }, { thread: 1, threads: 2 }, 5, null];
  const page = (start) => `${start}
import { wishesOf } from './exercise.js';
worker.onmessage = ({ data }) => report([data]);
worker.onerror = ({ message }) => report([{ error: message }]);
worker.postMessage({ wishes: wishesOf(location.href) });
const foreign = ${JSON.stringify(foreign)};
setTimeout(() => foreign.forEach((data) => worker.postMessage({ wishes: undefined, data })), 20);
`;
  const seen = once(async () => {
    const folder = write(project(), {
      'page.js': page(
        starts[form] ?? `const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });`,
      ),
    });
    const { url, requests } = await serve(await bundle(folder), { headersOf: () => isolation });
    const {
      found: [answer],
      warnings,
    } = await visit(browser(), `${url}/`, wishes);
    return { ...answer, warnings, requests };
  });

  test.each(wishes.map((wish, index) => [wish.module, wish.threads, index]))(
    '%s, threads: %i',
    async (_, __, index) => {
      const { error, found } = await seen();
      expect(error).toBeUndefined();
      expect(withoutTimes(found)[index]).toEqual(expected(wishes)[index]);
    },
  );

  test('its handler hears what the page says, and nothing else; it runs once', async () => {
    const { heard, warnings, requests } = await seen();
    expect(heard).toEqual([{ wishes }, ...foreign.map((data) => ({ wishes: undefined, data }))]);
    expect(requests.filter((path) => path === '/beacon')).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

test('a worker that pages share: on its own thread', async () => {
  const page = `import { wishesOf } from './exercise.js';
const { port } = new SharedWorker('/shared.js', { type: 'module' });
port.onmessage = ({ data }) => report(data);
port.postMessage(wishesOf(location.href));
`;
  const shared = `import { load as inference } from './m/model.js';
import { load as training } from './m/model.train.js';
import { exercise } from './exercise.js';
onconnect = ({ ports: [port] }) => (port.onmessage = ({ data }) => exercise({ inference, training }, data).then((found) => port.postMessage(found)));
`;
  const { url } = await serve(
    write(project(), { 'page.js': page, 'shared.js': shared, 'index.html': html('page.js') }),
    { headersOf: () => isolation },
  );
  const { found } = await visit(browser(), `${url}/`, wishes);
  expect(withoutTimes(found)).toEqual(wishes.map((wish) => ({ threads: 1, bits: bitsOf(wish) })));
});

describe('a service worker', () => {
  const page = (options) => `import { wishesOf } from './exercise.js';
await navigator.serviceWorker.register('/service-worker.js', ${JSON.stringify(options)});
const { active } = await navigator.serviceWorker.ready;
const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => report(data);
active.postMessage(wishesOf(location.href), [port2]);
`;

  test.each(
    Object.entries({
      'as compiled': [asCompiled('page.js'), { type: 'module' }],
      'esbuild iife': [
        async (folder) =>
          write(await esbuild({ format: 'iife', name: 'service-worker', entry: 'service-worker.js' })(folder), {
            'index.html': html('page.js'),
            'page.js': page({}),
            'exercise.js':
              'export const wishesOf = (address) => JSON.parse(decodeURIComponent(new URL(address).hash.slice(1)));',
          }),
        {},
      ],
    }),
  )('%s: on its own thread', async (_, [bundle, options]) => {
    const folder = write(project(), { 'page.js': page(options) });
    const { url } = await serve(await bundle(folder), { headersOf: () => isolation });
    const { found } = await visit(browser(), `${url}/`, wishes);
    expect(withoutTimes(found)).toEqual(wishes.map((wish) => ({ threads: 1, bits: bitsOf(wish) })));
  });
});

describe('the option worker', () => {
  const bundleOf = {
    'as compiled': once(() => asCompiled('chosen.js')(project())),
    Vite: once(() => vite({ entry: 'chosen.js' })(project())),
    webpack: once(() => webpack({ entry: 'chosen.js' })(project())),
  };
  const open = async (form, given, headers = isolation) => {
    const { url } = await serve(await bundleOf[form](), { headersOf: () => headers });
    return visit(
      browser(),
      `${url}/`,
      wishes.map((wish) => ({ given, ...wish })),
    );
  };

  test.each(
    [true, 'worker', 'function', 'serve'].flatMap((given) => Object.keys(bundleOf).map((form) => [given, form])),
  )('%s, %s', async (given, form) => {
    const { found, said } = await open(form, given);
    expect(withoutTimes(found)).toEqual(expected(wishes));
    expect(said).toEqual([]);
  });

  describe("under a policy that has workers of the page's origin alone", () => {
    const policy = {
      'Content-Security-Policy': `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:`,
    };

    test.each(Object.keys(bundleOf))('a function whose worker serves, %s', async (form) => {
      const { found, said } = await open(form, 'serve', { ...isolation, ...policy });
      expect(withoutTimes(found)).toEqual(expected(wishes));
      expect(said).toEqual([]);
    });

    test("a module that a bundler made a worker of has lost its code: the page's thread, and a warning", async () => {
      const { found, warnings } = await open('Vite', 'function', { ...isolation, ...policy });
      expect(found.map(({ threads, bits }) => ({ threads, bits }))).toEqual(
        wishes.map((wish) => ({ threads: 1, bits: bitsOf(wish) })),
      );
      expect(warnings).toHaveLength(2);
      for (const warning of warnings) expect(warning).toContain('serve()');
    });
  });

  test("false: the page's thread, between its other work", async () => {
    const { found, said } = await open('as compiled', false);
    expect(withoutTimes(found)).toEqual(wishes.map((wish) => ({ threads: 1, bits: bitsOf(wish) })));
    expect(said.filter(({ text }) => !text.includes('one thread'))).toEqual([]);
  });

  test.each(
    [false, undefined].flatMap((given) => [
      [given, 'inference', 1024],
      [given, 'training', 96],
    ]),
  )('%s, %s: many images leave the page its time', async (given, module, images) => {
    const { url } = await serve(asCompiled('chosen.js')(project()));
    const {
      found: [found],
    } = await visit(browser(), `${url}/`, [{ module, images, given }]);
    expectResponsive(found);
  });

  // At once, since some wait for a word that does not come.
  test.concurrent.each(
    Object.entries({
      'a worker that says nothing': `new Worker(URL.createObjectURL(new Blob([''])))`,
      'a worker of something else': `new Worker(URL.createObjectURL(new Blob(['onmessage = () => postMessage({ id: 0, result: 1 }); postMessage("ready");'])))`,
      'a function that makes one': `() => new Worker(URL.createObjectURL(new Blob([''])))`,
      'a worker that is not there': `() => new Worker('/nowhere.js')`,
      'a worker that throws': `() => new Worker(URL.createObjectURL(new Blob(['throw new Error("no")'])))`,
      'a function that throws': `() => { throw new Error('no worker today'); }`,
    }),
  )("%s: the page's thread, and one warning", async (_, value) => {
    const {
      found: [{ error, threads, bits }],
      warnings,
    } = await give(value);
    expect(error).toBeUndefined();
    expect([threads, bits]).toEqual([1, bitsOf({ module: 'inference', threads: 1 })]);
    expect(warnings).toEqual([expect.stringContaining('serve()')]);
  });

  test.each([`() => 'worker.js'`, '() => {}', '{}', 'null', `'yes'`, '2'])('%s is refused', async (value) => {
    const {
      found: [{ error, name }],
    } = await give(value);
    expect(error).toMatch(/model: (load: )?worker (is|makes) .*expected/);
    expect(name).toBe('TypeError');
  });

  async function give(value) {
    const page = `import { load } from './m/model.js'; import { exercise } from './exercise.js';
exercise({ inference: (options) => load({ ...options, worker: ${value} }) }, [{ module: 'inference' }]).then(report);`;
    const folder = write(project(), { 'page.js': page, 'index.html': html('page.js') });
    return visit(browser(), `${(await serve(folder)).url}/`);
  }
});
