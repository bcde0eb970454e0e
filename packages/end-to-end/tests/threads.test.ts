import { execFile } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { resnet, training, type Network } from '@resnet-compile/dsl';
import type { LoadOptions, Network as LoadedNetwork } from '@resnet-compile/runtime';
import { startChromium } from '@resnet-compile/testing/chromium';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { describe, expect, test } from 'vitest';
import { compileModule, compileTraining, type TargetName } from '@resnet-compile/driver';
import { built } from './built.ts';
import { serveStrictly } from './strict-server.ts';
import { binaryOf, node20 } from './user-project.ts';

// Odd extents and channels; filters large enough to be cut by their channels, groups, concatenations, masks.
const odd = resnet({ stages: [1, 1], width: 20, stem: 'cifar', input: [3, 33, 29], classes: 7 });
const grouped = resnet({
  stages: [1, 1, 1],
  block: 'bottleneck',
  groups: 8,
  widthPerGroup: 16,
  input: [3, 45, 38],
  classes: 5,
});
const wide = resnet({
  stages: [1, 1],
  width: 72,
  stem: 'cifar',
  input: [3, 14, 17],
  classes: 12,
  variant: 'v2',
  shortcut: 'A',
});

const folder = temporaryFolder('threads-');
const write = (name: string, text: string): string => (writeFileSync(join(folder, name), text), join(folder, name));
const compile = (network: Network, name: string, target: TargetName = 'cpu'): string =>
  write(`${name}.mjs`, compileModule(built(network, name), { target }).module);
const oddModule = compile(odd, 'odd');
compile(odd, 'js', 'js');
compile(grouped, 'grouped');
compile(wide, 'wide');
for (const [name, network] of Object.entries({ odd, grouped, wide }))
  write(`${name}-train.mjs`, compileTraining(built(training(network), name)).module);
copyFileSync(fileURLToPath(new URL('thread-digests.mjs', import.meta.url)), join(folder, 'thread-digests.mjs'));

/** A script's `find`, which every host runs: digests of what these modules compute, by the number of threads. */
function finding(inference: readonly string[], trained: readonly string[], counts: readonly number[]): string {
  const names = [...inference, ...trained];
  const listed = (from: number, to: number): string =>
    names
      .slice(from, to)
      .map((_, index) => `module${from + index}`)
      .join(', ');
  return `${names.map((name, index) => `import * as module${index} from './${name}.mjs';\n`).join('')}import { allDigests } from './thread-digests.mjs';
const find = () => allDigests([${listed(0, inference.length)}], [${listed(inference.length, names.length)}], ${JSON.stringify(counts)});
`;
}
const print = 'console.log(JSON.stringify(await find()));\n';
const everything = write(
  'everything.mjs',
  `${finding(['odd', 'grouped', 'wide', 'js'], ['odd-train', 'grouped-train', 'wide-train'], [1, 2, 3, 4])}${print}`,
);
const findInEveryHost = finding(['odd'], ['grouped-train'], [1, 2, 4]);
const inEveryHost = write('in-every-host.mjs', `${findInEveryHost}${print}`);

type Digests = Readonly<Record<string, readonly (readonly [threads: number, ...digests: string[]])[]>>;

/** Every number of threads was had, and all have the same bits. */
function expectSameBits(found: Digests): void {
  for (const [threads, networks] of Object.entries(found)) {
    networks.forEach(([count, ...digests], index) => {
      expect([count, digests], `network ${index}`).toEqual([Number(threads), found['1']![index]!.slice(1)]);
    });
  }
}

/** Runs a script in a process of its own, which must end by itself. */
const start = promisify(execFile);
const run = (
  program: string,
  options: readonly string[],
): Promise<{ readonly stdout: string; readonly stderr: string }> =>
  start(program, [...options], { cwd: folder, timeout: 100_000 });

describe('the same bits for 1 to 4 threads, in inference and training', () => {
  test('on this Node', async () =>
    expectSameBits(JSON.parse((await run(process.execPath, [everything])).stdout) as Digests));

  test('on this Node, where vectors are joined', async () => {
    expectSameBits(
      JSON.parse((await run(process.execPath, ['--experimental-wasm-revectorize', inEveryHost])).stdout) as Digests,
    );
  });

  test('on Node 20', async ({ skip }) => {
    const node = await node20();
    if (node === undefined) return skip('there is no Node 20 on the search path');
    expectSameBits(JSON.parse((await run(node, [inEveryHost])).stdout) as Digests);
  });

  test('in Deno, with leave to read the folder', async () => {
    expectSameBits(
      JSON.parse(
        (await run(binaryOf('deno'), ['run', '--no-prompt', '--allow-read=.', inEveryHost])).stdout,
      ) as Digests,
    );
  });

  /** What a page finds, and what it says. */
  const inPage = async (isolated: boolean): Promise<{ readonly found: Digests; readonly said: readonly string[] }> => {
    write(
      'page.mjs',
      `${findInEveryHost}await fetch('result', { method: 'POST', body: JSON.stringify(await find().catch(({ stack }) => ({ stack }))) });\n`,
    );
    write('index.html', '<!doctype html><title>Threads</title><script type="module" src="page.mjs"></script>');
    const server = await serveStrictly(folder, { isolated });
    const browser = await startChromium();
    try {
      const tab = await browser.newPage();
      const said: string[] = [];
      tab.on('console', (message) => said.push(message.text()));
      tab.on('pageerror', (error) => said.push(String(error)));
      await tab.goto(`${server.url}/index.html`);
      const found = (await server.result) as Digests & { readonly stack?: string };
      expect(found.stack).toBeUndefined();
      return { found, said };
    } finally {
      await browser.close();
      server.close();
    }
  };

  test('in Chromium, in a page that is cross-origin isolated', async () => {
    const { found, said } = await inPage(true);
    expectSameBits(found);
    expect(said.filter((text) => !text.includes('404'))).toEqual([]);
  });

  test('in Chromium, in a page that is not: one thread, and it says so', async () => {
    const { found, said } = await inPage(false);
    expectSameBits(
      Object.fromEntries(
        Object.entries(found).map(([threads, networks]) => [
          threads,
          networks.map(([count, ...digests]) => {
            expect(count).toBe(1);
            return [Number(threads), ...digests] as const;
          }),
        ]),
      ),
    );
    expect(said.filter((text) => text.includes('one thread instead of'))).not.toEqual([]);
    expect(said.filter((text) => !/404|one thread instead of/.test(text))).toEqual([]);
  });
});

describe('threads in Node', () => {
  const { load } = createRequire(import.meta.url)(oddModule) as {
    load: (options?: LoadOptions) => Promise<LoadedNetwork>;
  };

  test('without shared memory there is one, and a warning', async () => {
    const script = write(
      'alone.mjs',
      `delete globalThis.SharedArrayBuffer;
const { load } = await import('./odd.mjs');
console.log((await load({ threads: 3 })).threads, (await load({ threads: 2 })).threads, (await load()).threads);\n`,
    );
    const { stdout, stderr } = await run(process.execPath, [script]);
    expect(stdout).toBe('1 1 1\n');
    expect(stderr.match(/odd: one thread instead of 3: memory cannot be shared here/g)).toHaveLength(1);
  });

  test.each([
    ['whether or not the network is disposed of', ''],
    ['after dispose', 'await network.dispose();'],
  ])('the process ends %s', async (_, end) => {
    const script = write(
      'ends.mjs',
      `import { load, model } from './odd.mjs';
const network = await load({ threads: 3 });
await network.predict(new Float32Array(3 * 33 * 29));
${end}
console.log('done');\n`,
    );
    expect((await run(process.execPath, [script])).stdout).toBe('done\n');
    expect((await run(binaryOf('deno'), ['run', '--no-prompt', '--allow-read=.', script])).stdout).toBe('done\n');
  });

  test('what is loaded and disposed of many times leaves nothing behind', async () => {
    const script = write(
      'many.mjs',
      `import { readdirSync } from 'node:fs';
import { load } from './odd.mjs';
import { load as loadTraining } from './odd-train.mjs';
const count = () => readdirSync('/proc/self/task').length;
const once = async (load) => {
  const network = await load({ threads: 3 });
  await network.predict(new Float32Array(2 * 3 * 33 * 29));
  await network.dispose();
};
const times = async (rounds) => {
  for (let round = 0; round < rounds; round++) await Promise.all([once(load), once(loadTraining)]);
  // What ended threads held is given back a moment later.
  await new Promise((resolve) => setTimeout(resolve, 300));
  gc();
};
const resident = async () => {
  let least = Infinity;
  for (let look = 0; look < 5; look++) {
    gc();
    least = Math.min(least, process.memoryUsage.rss());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return least;
};
await times(10);
const [threads, bytes] = [count(), await resident()];
// What emitting kernels leaves is collected at some time: what is not there after the one is after the other.
let after = Infinity;
for (let look = 0; look < 5 && after - bytes > 50 * 2 ** 20; look++) {
  await times(20);
  after = Math.min(after, await resident());
}
console.log(JSON.stringify({ threads: count() - threads, megabytes: (after - bytes) / 2 ** 20 }));\n`,
    );
    const { threads, megabytes } = JSON.parse((await run(process.execPath, ['--expose-gc', script])).stdout) as {
      threads: number;
      megabytes: number;
    };
    expect(threads).toBeLessThanOrEqual(0);
    // A memory that is kept would be some megabytes each of the forty times.
    expect(megabytes).toBeLessThan(80);
  });

  test('two networks at once, each with its own', async () => {
    const images = Float32Array.from({ length: 3 * 33 * 29 }, (_, index) => Math.sin(index));
    const [a, b, alone] = await Promise.all([
      load({ threads: 2, seed: 1 }),
      load({ threads: 3, seed: 2 }),
      load({ seed: 1 }),
    ]);
    const expected = [await alone.predict(images), await b.predict(images)];
    const found = await Promise.all([a, b, a, b, a, b].map((network) => network.predict(images)));
    found.forEach((logits, index) => expect(logits).toEqual(expected[index % 2]));
    await Promise.all([a, b, alone].map((network) => network.dispose()));
    await expect(a.predict(images)).rejects.toThrow('odd is disposed');
  });

  test('threads need no file: what was loaded may have moved since', async () => {
    const script = write(
      'gone.mjs',
      `import { copyFileSync, rmSync } from 'node:fs';
copyFileSync('odd.mjs', 'moved.mjs');
const { load } = await import('./moved.mjs');
rmSync('moved.mjs');
const networks = [await load({ threads: 3 }), await load({ threads: 2, worker: true })];
console.log(networks.map(({ threads }) => threads).join());\n`,
    );
    expect(await run(process.execPath, [script])).toEqual({ stdout: '3,2\n', stderr: '' });
  });

  test('the process does not run a second time what it was told to run first', async () => {
    write('first.cjs', `console.log('first');`);
    const script = write(
      'twice.mjs',
      `import { load } from './odd.mjs';
const network = await load({ threads: 3, worker: true });
console.log(network.threads);\n`,
    );
    expect((await run(process.execPath, ['-r', './first.cjs', script])).stdout).toBe('first\n3\n');
    expect(
      (
        await start(process.execPath, [script], {
          cwd: folder,
          timeout: 100_000,
          env: { NODE_OPTIONS: '-r ./first.cjs' },
        })
      ).stdout,
    ).toBe('first\n3\n');
  });

  test('where no thread starts there is one, and a warning that says why', async () => {
    const script = write(
      'none.mjs',
      `import threads from 'node:worker_threads';
const { syncBuiltinESMExports } = await import('node:module');
threads.Worker = class { constructor() { throw new Error('no more threads'); } };
syncBuiltinESMExports();
const { load } = await import('./odd.mjs');
console.log((await load({ threads: 3 })).threads, (await load({ threads: 2 })).threads, (await load({ worker: true })).threads);\n`,
    );
    const { stdout, stderr } = await run(process.execPath, [script]);
    expect(stdout).toBe('1 1 1\n');
    expect(stderr.trim().split('\n')).toEqual([
      'odd: one thread instead of 3: from its text: no more threads',
      expect.stringMatching(
        /^odd: computes on the caller's thread, in slices, since no worker could be started \(from its text: no more threads\)\. Give it one: .*worker: \(\) => new Worker/,
      ),
    ]);
  });

  test('with less memory to share than a step might need, a smaller one is shared, and with none there is one thread', async () => {
    const limited = (most: number): string =>
      write(
        `limited-${most}.mjs`,
        `const { Memory } = WebAssembly;
WebAssembly.Memory = function (description) { if (description.shared && description.maximum > ${most}) throw new RangeError('Out of memory'); return new Memory(description); };
const { load } = await import('./odd.mjs');
const { load: loadTraining } = await import('./odd-train.mjs');
console.log((await load({ threads: 4 })).threads, (await loadTraining({ threads: 4 })).threads);\n`,
      );
    expect(await run(process.execPath, [limited(16384)])).toEqual({ stdout: '4 4\n', stderr: '' });
    const { stdout, stderr } = await run(process.execPath, [limited(1)]);
    expect(stdout).toBe('1 1\n');
    expect(
      stderr.match(
        /one thread instead of 4: the host gives no WebAssembly memory, of which \d+ MiB are needed \(Out of memory\)/g,
      ),
    ).toHaveLength(2);
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity, '2', null])('threads: %s is refused', async (threads) => {
    await expect(load({ threads: threads as number })).rejects.toThrow(
      /^odd: load: threads is .*; expected an integer of at least 1$/,
    );
  });
});
