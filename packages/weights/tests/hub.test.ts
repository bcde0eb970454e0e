import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import {
  hub,
  readSafetensors,
  WeightsError,
  writeSafetensors,
  type HubOptions,
  type HubRequest,
} from '../src/index.ts';
import { cutAt, digest, send, serveHub, type Answer, type TestHub } from '@resnet-compile/testing/hub-server';
import { fixture, tensor } from './fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'hub-'));
afterAll(() => rmSync(root, { recursive: true }));
for (const name of ['HF_TOKEN', 'HF_ENDPOINT', 'HF_HUB_OFFLINE', 'HF_HUB_DOWNLOAD_TIMEOUT']) vi.stubEnv(name, '');

const repository = 'timm/resnet50.a1_in1k';
const state = writeSafetensors([
  tensor(
    'fc.weight',
    [2, 500],
    Array.from({ length: 1000 }, (_, n) => n),
  ),
]);
const whole = { [`${repository}/model.safetensors`]: state };

const servers: TestHub[] = [];
afterAll(() => servers.forEach((server) => server.close()));

/** A server, and a cache of its own. */
async function hubWith(...served: Parameters<typeof serveHub>) {
  const server = await serveHub(...served);
  servers.push(server);
  const cache = mkdtempSync(join(root, 'cache-'));
  return {
    server,
    cache,
    bytesOf: (request?: HubRequest, options?: HubOptions): Promise<Uint8Array> =>
      hub(repository, { endpoint: server.url, cache, timeout: 300, ...options }).bytes(request),
    inCache: (): readonly string[] =>
      readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(cache, path)).isFile()),
  };
}
const errorOf = async (bytes: Promise<unknown>): Promise<string> => {
  const error = await bytes.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WeightsError);
  return (error as WeightsError).message;
};
// Most of their time is waiting.
describe.concurrent('hub', () => {
  describe.each([
    ['the hub', { api: true, redirects: true }],
    ['a mirror without its API', { api: false, redirects: true }],
    ['a folder that is served', { api: false, redirects: false }],
  ])('from %s', (_, layout) => {
    test('bytes, progress, the cache, and without the network', async () => {
      const { server, bytesOf, inCache } = await hubWith(whole, layout);
      const told: unknown[] = [];
      expect(await bytesOf({ onProgress: (arrived) => told.push(arrived) })).toEqual(state);
      expect(told.at(-1)).toEqual({ loaded: state.length, total: state.length });
      expect(inCache().filter((path) => path.endsWith('model.safetensors'))).toHaveLength(1);
      expect(inCache().filter((path) => path.includes('parts of') || path.endsWith('.tmp'))).toEqual([]);
      server.asked.length = 0;
      expect(await bytesOf()).toEqual(state);
      expect(server.asked.filter(({ method, url }) => method === 'GET' && url.includes('/resolve/'))).toEqual([]);
      server.close();
      told.length = 0;
      expect(await bytesOf({ onProgress: (arrived) => told.push(arrived) })).toEqual(state);
      expect(told).toEqual([{ loaded: state.length, total: state.length }]);
      expect(await bytesOf({}, { offline: true })).toEqual(state);
    });

    test('what is cut is taken up by range, in the same call and in a later one', async () => {
      const { server, bytesOf } = await hubWith(whole, layout);
      server.next.push(cutAt(1000), cutAt(1500));
      expect(await bytesOf()).toEqual(state);
      const gets = server.asked.filter(
        ({ method, url, range }) => method === 'GET' && url.includes('/resolve/') && range,
      );
      expect([...new Set(gets.map(({ range }) => range))]).toEqual(['bytes=1000-', 'bytes=1500-']);
      const stop = new AbortController();
      const other = mkdtempSync(join(root, 'cache-'));
      const stopped = bytesOf(
        { signal: stop.signal, onProgress: ({ loaded }) => loaded >= 1200 && stop.abort(new Error('enough')) },
        { cache: other },
      );
      server.next.push(cutAt(1200));
      await expect(stopped).rejects.toThrow('enough');
      server.asked.length = 0;
      expect(await bytesOf({}, { cache: other })).toEqual(state);
      expect(server.asked.at(-1)).toMatchObject({ method: 'GET', range: 'bytes=1200-' });
    });
  });

  test('the file changed between two calls: nothing of the old one is taken', async () => {
    const { server, bytesOf } = await hubWith(whole);
    server.next.push(cutAt(1000), ...Array<Answer>(8).fill((response) => void response.destroy()));
    expect(await errorOf(bytesOf())).toMatch(
      /^hub timm\/resnet50\.a1_in1k: cannot load .* from http:.*: .*, after 1000 of 4\d+ bytes; they are kept, and the next call goes on from there$/,
    );
    const other = state.map((byte) => byte ^ 1);
    server.files.set(`${repository}/model.safetensors`, other);
    server.next.length = 0;
    expect(await bytesOf()).toEqual(other);
  });

  test('what a killed program has kept', async () => {
    const large = writeSafetensors([tensor('fc.weight', [2, 100_000])]);
    const { server, cache, bytesOf, inCache } = await hubWith({ [`${repository}/model.safetensors`]: large });
    server.next.push((response, file) => {
      response.writeHead(200, { 'Content-Length': file.length });
      response.write(file.subarray(0, 500_000));
    });
    // It holds the connection, and never comes to its end.
    void hub(repository, { endpoint: server.url, cache, timeout: 2 ** 30 })
      .bytes()
      .catch(() => undefined);
    await vi.waitFor(() => expect(inCache().length).toBeGreaterThan(2), { timeout: 10_000 });
    await bytesOf();
    expect(Number(/\d+/.exec(server.asked.at(-1)?.range ?? '')?.[0])).toBeGreaterThan(100_000);
  });

  test('a server without ranges sends everything again', async () => {
    const { server, bytesOf } = await hubWith(whole);
    server.next.push(
      cutAt(1000),
      (response, file) => void response.writeHead(200, { 'Content-Length': file.length }).end(file),
    );
    expect(await bytesOf()).toEqual(state);
  });

  test('a token stays at the endpoint, and is in no error and no file', async () => {
    const { server, cache, bytesOf, inCache } = await hubWith(whole);
    const token = 'hf_verySecret';
    const weights = hub(repository, { endpoint: new URL(server.url), cache, token, timeout: 300 });
    expect(await weights.bytes()).toEqual(state);
    const at = (origin: string) => server.asked.filter(({ url }) => url.includes(origin));
    expect(at('/api/').map(({ authorization }) => authorization)).toEqual([`Bearer ${token}`]);
    expect(at('/resolve/').map(({ authorization }) => authorization)).toEqual([`Bearer ${token}`, undefined]);
    server.always = (response) => void response.writeHead(401).end();
    const others = { cache: false } as const;
    const said = [
      await errorOf(bytesOf({}, { token, ...others })),
      await errorOf(bytesOf({}, { endpoint: 'http://127.0.0.1:60999', token, ...others })),
      JSON.stringify(weights),
      ...inCache().map((path) => path + readFileSync(join(cache, path), 'latin1')),
    ];
    expect(said[0]).toMatch(
      /answered 401 Unauthorized to the token that was given: it is wrong, has expired, or may not read/,
    );
    expect(said.join('\n')).not.toContain('verySecret');
    for (const bad of [`${token}\nx: y`, 'käse', 5 as never])
      expect(() => hub(repository, { token: bad })).toThrow(/^hub: the token is no text of letters/);
  });

  test.each<[string, Answer, RegExp]>([
    [
      '401',
      (response) => void response.writeHead(401).end(),
      /answered 401 Unauthorized: there is no repository timm\/resnet50\.a1_in1k, or not for everybody; check its name, or give a token as \{ token \} or in the environment as HF_TOKEN$/,
    ],
    [
      '403',
      (response) => void response.writeHead(403, { 'X-Error-Code': 'GatedRepo' }).end(),
      /is not for everybody; accept its terms at http:.*\/timm\/resnet50\.a1_in1k, and give a token/,
    ],
    [
      '404 of a repository',
      (response) => void response.writeHead(404, { 'X-Error-Code': 'RepoNotFound' }).end(),
      /there is no repository timm/,
    ],
    [
      '404 of a revision',
      (response) => void response.writeHead(404, { 'X-Error-Code': 'RevisionNotFound' }).end(),
      /has no revision main; give a branch/,
    ],
    [
      '404 throughout',
      (response) => void response.writeHead(404).end(),
      /answered 404 Not Found: .* has no model\.safetensors, .*pytorch_model\.bin.* at main/,
    ],
    [
      '429',
      (response) => void response.writeHead(429, { 'Retry-After': '3600' }).end(),
      /answered 429 Too Many Requests, and asks to wait 3600 s/,
    ],
    [
      '410',
      (response) => void response.writeHead(410).end(),
      /answered 410 Gone to timm\/resnet50\.a1_in1k\/model\.safetensors; expected the file$/,
    ],
    [
      'redirects in a circle',
      (response, _, { url }) => void response.writeHead(302, { Location: url }).end(),
      /redirects more than 10 times$/,
    ],
    [
      'a redirect to a file',
      (response) => void response.writeHead(302, { Location: 'file:///etc/passwd' }).end(),
      /redirects to an address of file:; expected https/,
    ],
  ])('%s', async (_, answer, said) => {
    const { server, bytesOf } = await hubWith({});
    server.always = answer;
    expect(await errorOf(bytesOf())).toMatch(said);
  });

  test('a name that is nearly one of timm', async () => {
    const { server } = await hubWith(whole);
    const { bytes } = hub('timm/resnet50.a1_in1', { endpoint: server.url, cache: false });
    expect(await errorOf(bytes())).toContain("(of timm's there are resnet50.a1_in1k, resnet50.a1h_in1k, ");
  });

  test('429 and 503 pass: it is asked again when the server says so', async () => {
    const { server, bytesOf } = await hubWith(whole, { api: false, redirects: false });
    let count = 0;
    const started = performance.now();
    server.always = (response, file, request) => {
      if (count++ === 0) return void response.writeHead(429, { 'Retry-After': '1' }).end();
      if (request.url!.startsWith('/api')) return void response.writeHead(404).end();
      if (count === 3) return void response.writeHead(503).end();
      send(response, file, request);
    };
    expect(await bytesOf()).toEqual(state);
    expect(performance.now() - started).toBeGreaterThan(1050);
  });

  test.each<[string, Answer]>([
    ['says nothing', () => undefined],
    [
      'stalls',
      (response, file) => void response.writeHead(200, { 'Content-Length': file.length }).write(file.subarray(0, 500)),
    ],
  ])('a server that %s is given up, and a signal ends it at once', async (_, answer) => {
    const { server, bytesOf } = await hubWith(whole, { redirects: false });
    server.next.push(...Array<Answer>(8).fill(answer));
    expect(await errorOf(bytesOf({}, { timeout: 100 }))).toMatch(
      /nothing came for 0\.1 s(, after 500 of \d+ bytes; they are kept|$)/,
    );
    const reason = new Error('the user went on');
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), 50);
    await expect(bytesOf({ signal: stop.signal }, { timeout: 10_000 })).rejects.toBe(reason);
    await expect(bytesOf({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  describe('lengths that are wrong', () => {
    const lying = (size: number) => ({ headers: { 'X-Linked-Size': String(size), 'X-Linked-ETag': '"abc"' } });
    test.each([
      ['too small', 1000, /sends more than the 1000 bytes that it should have|has 1000 bytes, or \d+ bytes/],
      [
        'too large',
        10 ** 15,
        /has 1000000000000000 bytes, or \d+ bytes, by what the server says in one place and another/,
      ],
    ])('%s', async (_, size, said) => {
      const { server, bytesOf } = await hubWith(whole, { api: false });
      server.headers = () => lying(size).headers;
      expect(await errorOf(bytesOf())).toMatch(said);
    });

    test('chunks beyond the length, and without an end', async () => {
      const { server, bytesOf } = await hubWith(whole, { api: false, redirects: false });
      const endless: Answer = (response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(new Uint8Array(65536)));
        };
        response.writeHead(200).on('drain', more);
        more();
      };
      server.next.push(endless);
      expect(await errorOf(bytesOf())).toMatch(/sends more than the \d+ bytes that it should have/);
      server.headers = () => ({});
      server.always = (response, _, request) =>
        request.method === 'HEAD' ? void response.writeHead(405).end() : endless(response, state, request);
      const parameters = [{ name: 'fc.weight', shape: [2, 500] }];
      expect(await errorOf(bytesOf({ parameters }))).toMatch(/sends more than 1064576 bytes, and says no length/);
    });

    test('nobody says a length, nor what the file is', async () => {
      const { server, bytesOf } = await hubWith(whole, { api: false, redirects: false });
      const totals = new Set<unknown>();
      server.always = (response, file, request) =>
        request.url!.startsWith('/api') || request.method === 'HEAD'
          ? void response.writeHead(request.method === 'HEAD' ? 501 : 404).end()
          : void response.writeHead(200, { 'Transfer-Encoding': 'chunked' }).end(file);
      expect(await bytesOf({ onProgress: ({ total }) => totals.add(total) })).toEqual(state);
      expect([...totals]).toEqual([undefined]);
    });
  });

  test('a file that is not what the hub says, and one that became so on its way', async () => {
    const { server, bytesOf, inCache } = await hubWith(whole, { redirects: false });
    const damaged: Answer = (response, file) =>
      void response.writeHead(200, { 'Content-Length': file.length }).end(file.map((byte) => byte ^ 1));
    server.next.push(damaged);
    expect(await bytesOf({}, { cache: false })).toEqual(state);
    server.next.push(damaged, damaged);
    expect(await errorOf(bytesOf())).toMatch(new RegExp(`has the SHA-256 [0-9a-f]{64}; expected ${digest(state)}`));
    expect(inCache()).toEqual([]);
  });

  test('a cache that was damaged, cannot be written, or is not wanted', async () => {
    const { cache, bytesOf, inCache } = await hubWith(whole);
    await bytesOf();
    const [kept] = inCache().filter((path) => path.endsWith('model.safetensors'));
    writeFileSync(join(cache, kept!), new Uint8Array(state.length));
    expect(await bytesOf()).toEqual(state);
    writeFileSync(join(root, 'a file'), '');
    expect(await bytesOf({}, { cache: join(root, 'a file') })).toEqual(state);
    const before = inCache();
    expect(await bytesOf({}, { cache: false })).toEqual(state);
    expect(inCache()).toEqual(before);
    expect(await errorOf(bytesOf({}, { cache: false, offline: true }))).toMatch(
      /is not in the cache at main, and nothing else may be asked/,
    );
  });

  test('two at once have both all of it', async () => {
    const { server, bytesOf, inCache } = await hubWith(whole);
    server.next.push(cutAt(1000), cutAt(500), cutAt(1500));
    expect(await Promise.all([bytesOf(), bytesOf()])).toEqual([state, state]);
    expect(inCache()).toHaveLength(2);
  });

  test('a commit is asked for once; a branch goes on', async () => {
    const { server, bytesOf } = await hubWith(whole);
    const commit = { revision: 'c'.repeat(40) };
    await bytesOf({}, commit);
    await bytesOf();
    server.asked.length = 0;
    const other = writeSafetensors([tensor('fc.weight', [1], [5])]);
    server.files.set(`${repository}/model.safetensors`, other);
    expect(await bytesOf({}, commit)).toEqual(state);
    expect(server.asked).toEqual([]);
    expect(await bytesOf()).toEqual(other);
  });

  describe('under the names of a network', () => {
    const parameters = [
      { name: 'fc.weight', shape: [2, 2] },
      { name: 'fc.bias', shape: [2] },
    ];
    const [weight, bias] = [tensor('fc.weight', [2, 2], [1, 2, 3, 4]), tensor('fc.bias', [2], [5, 6])];
    const under = (prefix: string, ...tensors: readonly (typeof weight)[]) =>
      writeSafetensors(tensors.map((each) => ({ ...each, name: prefix + each.name })));
    const values = (bytes: Uint8Array) =>
      Array.from(readSafetensors(bytes).values(), ({ name, data }) => [name, ...data]);
    const expected = [
      ['fc.weight', 1, 2, 3, 4],
      ['fc.bias', 5, 6],
    ];
    const index = (map: unknown) => new TextEncoder().encode(JSON.stringify({ metadata: {}, weight_map: map }));

    test.each([
      ['other names', { 'model.safetensors': under('module.', weight, bias) }],
      [
        'parts',
        {
          'model.safetensors.index.json': index({
            'module.fc.weight': 'model-00001-of-00002.safetensors',
            'module.fc.bias': 'model-00002-of-00002.safetensors',
          }),
          'model-00001-of-00002.safetensors': under('module.', weight),
          'model-00002-of-00002.safetensors': under('module.', bias),
        },
      ],
      ['the only file of weights', { 'README.md': new Uint8Array(3), 'best.pth': under('', weight, bias) }],
    ])('%s', async (_, files) => {
      const { server, bytesOf } = await hubWith(
        Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${repository}/${name}`, bytes])),
      );
      const told: { readonly loaded: number; readonly total: number | undefined }[] = [];
      expect(values(await bytesOf({ parameters, onProgress: (arrived) => told.push(arrived) }))).toEqual(expected);
      expect(told.at(-1)!.loaded).toBe(told.at(-1)!.total);
      expect(new Set(told.map(({ total }) => total)).size).toBe(1);
      server.close();
      expect(values(await bytesOf({ parameters }))).toEqual(expected);
    });

    test('PyTorch, where there is nothing else', async () => {
      const { bytesOf } = await hubWith(
        { [`${repository}/pytorch_model.bin`]: fixture('bare-zip.pt') },
        { api: false },
      );
      const names = [...readSafetensors(await bytesOf({ parameters: [] })).keys()];
      expect(names.length).toBeGreaterThan(2);
      expect(await bytesOf()).toEqual(fixture('bare-zip.pt'));
    });

    test.each([
      [
        'several files, none of a usual name',
        { 'a.pth': state, 'b.pth': state },
        {},
        /has no model\.safetensors at main; it has a\.pth, b\.pth: choose one with \{ file \}/,
      ],
      ['no file of weights', { 'README.md': state }, {}, /has no file of weights at main; it has README\.md/],
      ['a file that is not there', { 'a.pth': state }, { file: 'c.pth' }, /has no c\.pth at main; it has a\.pth/],
      [
        'an index that leaves its folder',
        { 'model.safetensors.index.json': index({ a: '../../etc/passwd' }) },
        {},
        /the index says that a is in "\.\.\/\.\.\/etc\/passwd"; expected the name of a file in the same folder/,
      ],
      [
        'an index of nothing',
        { 'model.safetensors.index.json': index({}) },
        {},
        /should have a weight_map of names and files/,
      ],
      ['no weights in it', { 'model.safetensors': new Uint8Array(9) }, {}, /^hub timm.*: model\.safetensors: /],
    ])('%s', async (_, files, options, said) => {
      const { bytesOf } = await hubWith(
        Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${repository}/${name}`, bytes])),
      );
      expect(await errorOf(bytesOf({ parameters }, options))).toMatch(said);
    });
  });
});

test.each<[string, HubOptions, RegExp]>([
  ['resnet50', {}, /^hub: the repository is "resnet50"; expected its owner and its name/],
  ['../etc', {}, /expected its owner/],
  ['a/b/c', {}, /expected its owner/],
  ['timm/x', { revison: 'main' } as never, /there is no option "revison"; did you mean revision\?/],
  ['timm/x', { file: '../secret' }, /file is "\.\.\/secret"; expected a path/],
  ['timm/x', { endpoint: 'ftp://mirror' }, /the endpoint is no address of a mirror/],
  ['timm/x', { endpoint: 'https://me:hunter2@mirror' }, /without a user, a password or a query$/],
  ['timm/x', { timeout: 0 }, /timeout is 0; expected a number above 0/],
  ['timm/x', { cache: 5 as never }, /cache is 5; expected true, false or the path of a folder/],
])('%s %o is refused', (name, options, said) => expect(() => hub(name, options)).toThrow(said));
