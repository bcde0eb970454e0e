import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { resnet, training } from '@resnet-compile/dsl';
import type { LoadOptions } from '@resnet-compile/runtime';
import { useSoftwareVulkan } from '@resnet-compile/testing';
import { writeSafetensors } from '@resnet-compile/weights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';
import { folder, trainingModule } from './training-module.ts';

const { load, model } = compiledModule(
  resnet({ stages: [1], width: 4, stem: 'cifar', input: [3, 9, 7], classes: 5 }),
  'both',
  'tiny',
);
const images = Float32Array.from({ length: 3 * 9 * 7 }, (_, index) => Math.sin(index));
const onWebGpu: { device: 'webgpu'; gpu?: GPU } = { device: 'webgpu' };
let file: Uint8Array;
let expected: Float32Array;
let server: Server;
let address: string;

const routes: Readonly<Record<string, RequestListener>> = {
  '/weights': (_, response) => void response.writeHead(200, { 'content-length': file.length }).end(file),
  '/chunks': (_, response) => {
    response.writeHead(200);
    response.write(file.subarray(0, 1000), () => response.end(file.subarray(1000)));
  },
  '/gzip': (_, response) =>
    void response
      .writeHead(200, { 'content-encoding': 'gzip', 'content-length': gzipSync(file).length })
      .end(gzipSync(file)),
  '/silent': () => undefined,
  '/stalls': (_, response) => {
    response.writeHead(200, { 'content-length': file.length });
    response.write(file.subarray(0, 500));
  },
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': file.length });
    response.write(file.subarray(0, 500), () => response.destroy());
  },
  '/loop': (_, response) => void response.writeHead(302, { location: '/loop' }).end(),
  '/page': (_, response) => void response.writeHead(200).end('<!doctype html><title>Sign in</title>'),
};

beforeAll(async () => {
  useSoftwareVulkan();
  onWebGpu.gpu = (await import('webgpu')).create([]);
  const network = await load({ device: 'cpu', seed: 5 });
  const state = await network.stateDict();
  expected = await network.predict(images);
  file = writeSafetensors(model.parameters.map(({ name, shape }) => ({ name, shape, data: state[name]! })));
  server = createServer((request, response) =>
    (routes[request.url!] ?? ((_, other) => void other.writeHead(404).end('Not Found')))(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each<[string, LoadOptions]>([
  ['on the caller’s thread', { device: 'cpu' }],
  ['in a worker', { device: 'cpu', worker: true }],
  ['on WebGPU', onWebGpu],
])('%s', (place, options) => {
  test.each([
    ['/weights', true],
    ['/chunks', false],
    ['/gzip', false],
  ])('%s: bytes are told as they arrive, and the fraction only grows, to 1', async (path, isTold) => {
    const told: (readonly [
      fraction: number,
      bytes?: { readonly loaded: number; readonly total: number | undefined },
    ])[] = [];
    const network = await load({
      ...options,
      weights: new URL(address + path),
      onProgress: (...progress) => told.push(progress),
    });
    expect(await network.predict(images)).toEqual(expect.objectContaining({ length: 5 }));
    if (place !== 'on WebGPU') expect(await network.predict(images)).toEqual(expected);
    await network.dispose();
    const bytes = told.flatMap(([, each]) => (each ? [each] : []));
    expect(bytes.at(-1)!.loaded).toBe(file.length);
    expect(bytes.every(({ total }) => total === (isTold ? file.length : undefined))).toBe(true);
    const fractions = told.map(([fraction]) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  test('a signal that was given, or is given while a server is silent or stalls', async () => {
    const reason = new Error('the user went on');
    await expect(load({ ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    for (const path of ['/silent', '/stalls']) {
      const stop = new AbortController();
      const loading = load({ ...options, weights: address + path, signal: stop.signal });
      setTimeout(() => stop.abort(reason), 300);
      await expect(loading).rejects.toBe(reason);
    }
    await expect(load({ ...options, weights: `${address}/silent`, signal: AbortSignal.timeout(200) })).rejects.toThrow(
      expect.objectContaining({ name: 'TimeoutError' }),
    );
    // One that is given later changes nothing.
    const stop = new AbortController();
    const network = await load({ ...options, signal: stop.signal });
    stop.abort();
    expect(await network.predict(images)).toHaveLength(5);
    await network.dispose();
  });

  test('what onProgress throws ends loading', async () => {
    const error = new Error('the bar is gone');
    await expect(
      load({
        ...options,
        weights: `${address}/weights`,
        onProgress: () => {
          throw error;
        },
      }),
    ).rejects.toBe(error);
  });

  test.each<[string, string | RegExp]>([
    ['/nowhere', 'the server answered 404 Not Found'],
    ['/loop', /fetch failed: redirect count exceeded/],
    ['/cut', /terminated: other side closed|ECONNRESET/],
  ])('%s: why the weights cannot be read', async (path, why) => {
    const said = load({ ...options, weights: address + path });
    await expect(said).rejects.toThrow(`cannot read the weights ${address}${path}: `);
    await expect(said).rejects.toThrow(why);
  });

  test('a page where weights should be: which, and what it is', async () => {
    await expect(load({ ...options, weights: `${address}/page` })).rejects.toThrow(
      `${address}/page: safetensors: the file has `,
    );
  });
});

test.each<[string, RegExp]>([
  [
    'http://127.0.0.1:9/w.safetensors',
    /^cannot read the weights http:\/\/127\.0\.0\.1:9\/w\.safetensors: fetch failed: (connect ECONNREFUSED 127\.0\.0\.1:9|bad port)$/,
  ],
  ['http://127.0.0.1:60999/w.safetensors', /fetch failed: connect ECONNREFUSED 127\.0\.0\.1:60999$/],
  [
    'http://no-such-host.invalid/w.safetensors',
    /fetch failed: getaddrinfo (ENOTFOUND|EAI_AGAIN) no-such-host\.invalid$/,
  ],
  ['ftp://example.org/w.safetensors', /fetch failed: unknown scheme$/],
  ['nowhere.safetensors', /^cannot read the weights nowhere\.safetensors: ENOENT: no such file or directory/],
  ['.', /^cannot read the weights \.: EISDIR/],
])('%s', async (weights, said) => {
  await expect(load({ device: 'cpu', weights })).rejects.toThrow(said);
});

const notFloat =
  'expected a safetensors file by path, URL or bytes, or a record of name → Float32Array. Without weights, leave the option out';
test.each<[string, () => unknown, string]>([
  ['a Response', () => new Response('x'), 'tiny: weights are a Response; give its bytes: await response.arrayBuffer()'],
  ['a Blob', () => new Blob([]), 'tiny: weights are a Blob; give its bytes: await blob.arrayBuffer()'],
  ['a File', () => new File([], 'w'), 'tiny: weights are a File; give its bytes: await file.arrayBuffer()'],
  ['a stream', () => new Blob([]).stream(), 'tiny: weights are a ReadableStream; give its bytes'],
  ['a promise', () => Promise.resolve(), 'tiny: weights are a Promise; await it first'],
  ['a Map', () => new Map(), 'tiny: weights are a Map; give a record: Object.fromEntries(map)'],
  [
    'a DataView',
    () => new DataView(new ArrayBuffer(8)),
    'tiny: weights are a DataView; give its bytes: new Uint8Array(',
  ],
  ['null', () => null, `tiny: weights are null; ${notFloat}`],
  ['false', () => false, `tiny: weights are false; ${notFloat}`],
  ['a number', () => 5, `tiny: weights are 5; ${notFloat}`],
  ['floats', () => new Float32Array(3), `tiny: weights are a Float32Array; ${notFloat}`],
  ['a list', () => [], `tiny: weights are []; ${notFloat}`],
  ['a function', () => () => undefined, `tiny: weights are a function; ${notFloat}`],
  ['a record of lists', () => ({ 'fc.bias': [1] }), 'tiny: the weights "fc.bias" are [1]; expected a Float32Array'],
  ['an empty record', () => ({}), 'these weights are not those of tiny:\n  missing conv1.weight (4×3×3×3)'],
  ['HTML', () => Buffer.from('\n<!DOCTYPE html>'), 'the file has 16 bytes and begins with "\\n<!DOCTYPE html>"'],
  [
    'JSON',
    () => Buffer.from('{"error":"gated"}'),
    String.raw`begins with "{\"error\":\"gated\"}"; expected a safetensors file: download it again`,
  ],
  [
    'a pointer',
    () => Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a'),
    'begins with "version https://git-lfs.github.com',
  ],
  ['gzip', () => gzipSync('x'), 'the file has 21 bytes and begins with "\\u001f'],
  ['a .pth', () => Buffer.from('PK\x03\x04'), 'or convert a PyTorch file: resnet-compile weights convert'],
  ['an old .pth', () => Buffer.from([0x80, 2, 0x8a, 10]), 'or convert a PyTorch file'],
  ['nothing', () => new ArrayBuffer(0), 'the file is empty'],
])('weights that are %s', async (_, weights, said) => {
  await expect(load({ device: 'cpu', weights: weights() as never })).rejects.toThrow(said);
});

test('shared bytes, bytes of a Buffer, and a path are weights', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(file.length));
  shared.set(file);
  const path = `${folder}/w.safetensors`;
  writeFileSync(path, file);
  for (const weights of [shared, shared.buffer as never, Buffer.from(file), path, new URL(`file://${path}`)]) {
    const network = await load({ device: 'cpu', weights });
    shared.fill(1);
    expect(await network.predict(images)).toEqual(expected);
    shared.set(file);
    await network.dispose();
  }
});

describe.each<[string, LoadOptions]>([
  ['on the caller’s thread', { device: 'cpu' }],
  ['in a worker', { device: 'cpu', worker: true }],
])('a source of weights, %s', (_, options) => {
  test('is asked once, told of the network and of the signal, and its progress is told', async () => {
    const requests: unknown[] = [];
    const told: unknown[] = [];
    const weights: LoadOptions['weights'] = {
      // Out of a pool, as small Buffers are, and not to be taken away from it.
      async bytes(request) {
        requests.push(request);
        request.onProgress?.({ loaded: 1, total: 4 });
        return Buffer.concat([file]);
      },
    };
    const network = await load({ ...options, weights, onProgress: (...progress) => told.push(progress) });
    expect(await network.predict(images)).toEqual(expected);
    await network.dispose();
    expect(requests).toEqual([
      { signal: expect.any(AbortSignal), onProgress: expect.any(Function), parameters: model.parameters },
    ]);
    expect(told).toContainEqual([0.25, { loaded: 1, total: 4 }]);
  });

  test('what it throws is what load rejects with; what it gives is checked', async () => {
    const error = new Error('no such repository');
    await expect(load({ ...options, weights: { bytes: () => Promise.reject(error) } })).rejects.toBe(error);
    await expect(load({ ...options, weights: { bytes: async () => 'text' as never } })).rejects.toThrow(
      'tiny: what bytes() of the weights gave is "text"; expected the bytes of a safetensors file',
    );
    const stop = new AbortController();
    const reason = new Error('the user went on');
    const silent = load({ ...options, signal: stop.signal, weights: { bytes: () => new Promise(() => undefined) } });
    stop.abort(reason);
    await expect(silent).rejects.toBe(reason);
  });
});

const options = 'device, weights, except, transfer, seed, threads, worker, gpu, onProgress, signal, v8Flags';
test.each<[unknown, string]>([
  [
    { wieghts: 'w.safetensors' },
    `TypeError: tiny: load: there is no option "wieghts"; did you mean weights? There are ${options}`,
  ],
  [{ batch: 5 }, `TypeError: tiny: load: there is no option "batch"; there are ${options}`],
  [
    'w.safetensors',
    'TypeError: tiny: load: the options are "w.safetensors"; expected an object: are these the weights? load({ weights: "w.safetensors" })',
  ],
  [
    new URL('file:///w.safetensors'),
    'TypeError: tiny: load: the options are a URL; expected an object: are these the weights? load({ weights: … })',
  ],
  [
    new Uint8Array(5),
    'TypeError: tiny: load: the options are a Uint8Array; expected an object: are these the weights? load({ weights: … })',
  ],
  [null, `TypeError: tiny: load: the options are null; expected an object with ${options}`],
  [{ seed: 1.5 }, 'RangeError: tiny: load: seed is 1.5; expected an integer from 0 to 4294967295'],
  [{ seed: Math.random() / 2 + 0.1 }, 'RangeError: tiny: load: seed is 0.'],
  [{ seed: NaN }, 'RangeError: tiny: load: seed is NaN; expected an integer'],
  [{ seed: 2 ** 53 }, 'RangeError: tiny: load: seed is 9007199254740992; expected an integer'],
  [{ seed: '2' }, 'TypeError: tiny: load: seed is "2"; expected an integer'],
  [{ seed: null }, 'TypeError: tiny: load: seed is null; expected an integer'],
  [{ threads: 0 }, 'RangeError: tiny: load: threads is 0; expected an integer of at least 1'],
  [{ threads: '2' }, 'TypeError: tiny: load: threads is "2"; expected an integer of at least 1'],
  [{ device: 'wasm' }, "RangeError: tiny: load: device is \"wasm\"; expected 'auto', 'cpu' or 'webgpu'"],
  [
    { device: 'webgup' },
    "RangeError: tiny: load: device is \"webgup\"; expected 'auto', 'cpu' or 'webgpu'; did you mean 'webgpu'?",
  ],
  [
    { worker: 'yes' },
    'TypeError: tiny: load: worker is "yes"; expected true, false, a Worker, or a function that makes one',
  ],
  [{ worker: null }, 'TypeError: tiny: load: worker is null; expected true, false, a Worker'],
  [{ gpu: 'nvidia' }, 'TypeError: tiny: load: gpu is "nvidia"; expected a GPU object, as navigator.gpu'],
  [{ onProgress: true }, 'TypeError: tiny: load: onProgress is true; expected a function'],
  [{ signal: new AbortController() }, 'TypeError: tiny: load: signal is an AbortController; expected an AbortSignal'],
  [{ signal: { aborted: false } }, 'TypeError: tiny: load: signal is {"aborted":false}; expected an AbortSignal'],
  [{ v8Flags: true }, "TypeError: tiny: load: v8Flags is true; expected 'leave' or 'set'"],
  [
    { except: 5 },
    "TypeError: tiny: load: except is 5; expected a list of parameters' names or patterns, such as ['fc.*']",
  ],
  [{ except: ['fc.*', ''] }, 'TypeError: tiny: load: except is ["fc.*",""]; expected a list of'],
  [
    { except: ['fc.*', 'fd.weight'] },
    'RangeError: tiny: load: except "fd.weight" fits none of the 17 names; did you mean "fc.weight"? They begin with conv1, bn1, layer1, fc',
  ],
  [{ transfer: 'yes' }, 'TypeError: tiny: load: transfer is "yes"; expected true or false'],
])('load(%o)', async (given, said) => {
  const error = await load(given as LoadOptions).then(
    () => undefined,
    (reason: Error) => `${reason.constructor.name}: ${reason.message}`,
  );
  expect(error?.slice(0, said.length)).toBe(said);
});

// 1.1 million parameters: ten networks of 4.5 MB of weights, as much packed, and with a step twice as much again: 90 MB and 180.
// What a process holds besides differs by some 30 MB from one run to the next.
const large = resnet({ stages: [1, 1, 1], width: 64, stem: 'cifar', input: [3, 8, 8], classes: 10 });
test.each([
  ['a network', () => compiledModule(large, 'cpu').path],
  ['a network in JavaScript', () => compiledModule(large, 'js').path],
  ['a training network', () => trainingModule(training(large, { ema: 0.9 })).path],
])('%s that was disposed of holds no memory, though somebody holds it', async (_, make) => {
  const script = join(import.meta.dirname, 'measure-disposed-memory.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--conditions=@resnet-compile/source',
    script,
    make(),
  ]);
  const {
    held: [early, late],
  } = JSON.parse(stdout) as { readonly held: readonly [number, number] };
  expect((late - early) / 2 ** 20).toBeLessThan(45);
});
