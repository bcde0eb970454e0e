import { describe, expect, test } from 'vitest';
import { expectResponsive } from '../src/expect-responsive.mjs';
import { once } from '../src/once.mjs';
import { html, project, write } from '../src/project.mjs';
import { wishes, withoutTimes } from '../src/reference.mjs';
import { bun, deno, find, node, node20, run } from '../src/run.mjs';
import { isolation, serve } from '../src/serve.mjs';
import { thorough } from '../src/thorough.mjs';
import { chromium, visit } from '../src/visit.mjs';

const inDeno = ['run', '--no-prompt', '--allow-read=.'];
const runtimes = { Node: [node], ...(node20 ? { 'Node 20': [node20] } : {}), Deno: [deno, ...inDeno], Bun: [bun] };
const asPackage = (folder) => write(folder, { 'package.json': '{ "type": "module" }' });
const found = async (folder, [program, ...parameters], script, wanted) =>
  await find(folder, program, [...parameters, script], wanted);

describe('what the modules compute', () => {
  const inNode = once(async () =>
    (
      await Promise.all(
        [node, node20].filter(Boolean).map((program) => find(asPackage(project()), program, ['program.js'], wishes)),
      )
    ).map(({ found }) => withoutTimes(found)),
  );

  test.each(Object.entries(runtimes))(
    '%s: the bits of Node, with fused arithmetic or without, on one thread and on two',
    async (_, command) => {
      const { found: all, printed, stderr } = await found(asPackage(project()), command, 'program.js', wishes);
      expect(withoutTimes(all)).toBeOneOf(await inNode());
      expect([printed, stderr]).toEqual([['setup runs'], '']);
    },
  );
});

// What a program may give as `worker`.
const choosing = `import { Worker } from 'node:worker_threads';
import { load as inference } from './m/model.js';
import { load as training } from './m/model.train.js';
import { exercise } from './exercise.js';
const start = (name) => () => new Worker(new URL(name, import.meta.url));
const ways = { inference: start('./network-worker.js'), training: start('./training-worker.js') };
const choosing = (module, load) => ({ given, ...options }) => load({ ...options, worker: given === 'function' ? ways[module] : given === 'worker' ? ways[module]() : given });
console.log(JSON.stringify(await exercise({ inference: choosing('inference', inference), training: choosing('training', training) }, JSON.parse(process.argv[2]))));
`;

describe.each(Object.entries(runtimes))('the option worker, %s', (name, command) => {
  const ask = (wanted) =>
    found(write(asPackage(project()), { 'choosing.js': choosing }), command, 'choosing.js', wanted);
  const expected = once(async () =>
    withoutTimes((await found(asPackage(project()), command, 'program.js', wishes)).found),
  );

  const given = [true, false, 'worker', 'function'];
  const same = once(() => ask(given.flatMap((kind) => wishes.map((wish) => ({ ...wish, given: kind })))));
  const many = [true, false].flatMap((kind) =>
    [
      ['inference', 512],
      ['training', 48],
    ].map(([module, images]) => ({ module, images, given: kind })),
  );
  const responsive = once(() => ask(many));

  test.each(given.map((kind, index) => [kind, index]))('%s: the same bits', async (_, index) => {
    expect(withoutTimes((await same()).found.slice(index * wishes.length, (index + 1) * wishes.length))).toEqual(
      await expected(),
    );
  });

  test('the program ends, and nothing is said', async () => {
    const { printed, stderr } = await same();
    expect([printed, stderr]).toEqual([[], '']);
  });

  if (thorough || name.startsWith('Node'))
    test.each(many.map((wish, index) => [wish.given, wish.module, index]))(
      '%s, %s: many images leave the event loop its time',
      async (_, __, index) => {
        expectResponsive((await responsive()).found[index]);
      },
    );
});

// Plain JavaScript, where there is no WebAssembly. What `exercise` finds with it is what is expected without.
const plain = [1, 2].map((threads) => ({ module: 'inference', threads, images: 1 }));
const program = (before) => `${before}
const { load: inference } = await import('./m/model.js');
const { exercise } = await import('./exercise.js');
console.log(JSON.stringify(await exercise({ inference }, JSON.parse(process.argv[2]))));
`;

describe.each(Object.entries(runtimes))('without WebAssembly, %s', (name, command) => {
  const jitless = /^(Node)/.test(name);
  const ways = {
    deleted: [program('delete globalThis.WebAssembly;'), command],
    undefined: [program('globalThis.WebAssembly = undefined;'), command],
    ...(jitless ? { '--jitless': [program(''), [command[0], '--jitless']] } : {}),
  };

  test.each(Object.entries(ways))('%s: plain JavaScript computes the same', async (_, [script, command]) => {
    const folder = write(asPackage(project({ target: 'js' })), { 'with.js': program(''), 'without.js': script });
    const wanted = await found(folder, runtimes[name], 'with.js', plain);
    expect(wanted.found.map(({ error }) => error)).toEqual([undefined, undefined]);
    const without = await found(folder, command, 'without.js', plain);
    expect(without.found.map(({ bits }) => bits)).toEqual(wanted.found.map(({ bits }) => bits));
    expect(without.found.map(({ threads }) => threads)).toEqual([1, expect.toBeOneOf([1, 2])]);
    // One thread where two were asked for is said.
    expect(without.stderr.replace(/^Warning: disabling flag --expose_wasm.*\n/, '') !== '').toBe(
      without.found[1].threads === 1,
    );
  });

  test.each(Object.entries(ways))("%s: WebAssembly's module names the other target", async (_, [script, command]) => {
    const folder = write(asPackage(project()), { 'without.js': script });
    const { found: all } = await found(folder, command, 'without.js', plain);
    for (const { error } of all) expect(error).toMatch(/WebAssembly.*--target js/);
  });
});

describe('without WebAssembly, Chromium', () => {
  const browser = chromium('--js-flags=--jitless');
  const page = `import { load as inference } from './m/model.js'; import { exercise, wishesOf } from './exercise.js'; exercise({ inference }, wishesOf(location.href)).then(report);`;
  const open = async (target) => {
    const { url } = await serve(write(project({ target }), { 'index.html': html('page.js'), 'page.js': page }), {
      headersOf: () => isolation,
    });
    return visit(browser(), `${url}/`, plain);
  };

  test('plain JavaScript computes the same as in Node', async () => {
    const { found: expected } = await found(
      write(asPackage(project({ target: 'js' })), { 'with.js': program('') }),
      runtimes.Node,
      'with.js',
      plain,
    );
    const { found: all } = await open('js');
    expect(all.map(({ bits }) => bits)).toEqual(expected.map(({ bits }) => bits));
  });

  test("WebAssembly's module names the other target", async () => {
    for (const { error } of (await open('m')).found) expect(error).toMatch(/WebAssembly.*--target js/);
  });
});

describe('shared memory that is refused', () => {
  const four = ['inference', 'training'].map((module) => ({ module, threads: 4 }));
  const refusing = (condition) => `const { Memory } = WebAssembly;
WebAssembly.Memory = function (asked) {
  if (asked.shared && ${condition}) throw new RangeError('WebAssembly.Memory(): could not allocate memory');
  return new Memory(asked);
};
const { load: inference } = await import('./m/model.js');
const { load: training } = await import('./m/model.train.js');
const { exercise } = await import('./exercise.js');
console.log(JSON.stringify(await exercise({ inference, training }, JSON.parse(process.argv[2]))));
`;
  const outcome = once(async () =>
    withoutTimes(
      (await found(write(asPackage(project()), { 'all.js': refusing('false') }), runtimes.Node, 'all.js', four)).found,
    ),
  );

  test.each([
    ['of more than 1 GiB', 16384],
    ['of more than 256 MiB', 4096],
  ])('%s: four threads on less', async (_, pages) => {
    const { found: all, stderr } = await found(
      write(asPackage(project()), { 'some.js': refusing(`asked.maximum > ${pages}`) }),
      runtimes.Node,
      'some.js',
      four,
    );
    expect(withoutTimes(all)).toEqual(await outcome());
    expect(stderr).toBe('');
  });

  test('of any size: one thread, and a warning', async () => {
    const { found: all, stderr } = await found(
      write(asPackage(project()), { 'none.js': refusing('true') }),
      runtimes.Node,
      'none.js',
      four,
    );
    expect(withoutTimes(all)).toEqual((await outcome()).map((one) => ({ ...one, threads: 1 })));
    expect(stderr).toMatch(/one thread instead of 4/);
  });
});

describe('Deno', () => {
  test('threads without leave to read: they start, or the flag is named', async () => {
    const { found: all } = await found(asPackage(project()), [deno, 'run', '--no-prompt'], 'program.js', wishes);
    for (const { threads, error } of all.filter((_, index) => wishes[index].threads === 2))
      expect(error ?? `${threads} threads`).toMatch(/--allow-read|2 threads/);
    for (const { threads } of all.filter((_, index) => wishes[index].threads === 1)) expect(threads).toBe(1);
  });

  test.each(['weights.safetensors', './weights.safetensors'])(
    'weights without leave to read: the flag is named: %s',
    async (weights) => {
      const script = `import { load } from './m/model.js'; await load({ device: 'cpu', weights: ${JSON.stringify(weights)} }).catch(({ message }) => console.log(message));`;
      const { stdout } = await run(write(asPackage(project()), { 'a.js': script }), deno, [
        'run',
        '--no-prompt',
        'a.js',
      ]);
      expect(stdout).toMatch(/--allow-read/);
    },
  );

  test('a script in TypeScript has the types of the module', async () => {
    const script = `import { load, model } from './m/model.js';
const shape: readonly [3, 32, 32] = model.input;
const classes: 10 = model.classes;
// @ts-expect-error no such option
await load({ sede: 1 });
export { classes, shape };
`;
    const { code, stderr } = await run(write(asPackage(project()), { 'a.ts': script }), deno, ['check', 'a.ts']);
    expect([code, stderr.includes('error')]).toEqual([0, false]);
  });
});
