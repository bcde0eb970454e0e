import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { lower, simplify } from '@resnet-compile/compiler';
import { resnet } from '@resnet-compile/dsl';
import { fillState } from '@resnet-compile/testing';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { writeSafetensors } from '@resnet-compile/weights';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { built } from './built.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const fixtures = join(root, 'packages/vision/tests/fixtures');
const folder = temporaryFolder('server-');
const labels = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
/** What PyTorch and Pillow make of pictures, by the network below. */
const { seen } = JSON.parse(readFileSync(join(fixtures, 'pillow.json'), 'utf8')) as {
  readonly seen: readonly { readonly picture: string; readonly probabilities: readonly number[] }[];
};
const pictureOf = (name: string): Buffer<ArrayBuffer> => readFileSync(join(fixtures, 'pictures', name));

beforeAll(() => {
  const options = `{ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 32, 32], classes: 10 }`;
  writeFileSync(
    join(folder, 'small.ts'),
    `import { resnet } from 'resnet-compile';\nexport default resnet(${options});\n`,
  );
  writeFileSync(join(folder, 'labels.txt'), `${labels.join('\n')}\n`);
  const network = resnet({ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 32, 32], classes: 10 });
  const { parameters } = lower(simplify(built(network, 'small').graph));
  const state = Array.from(fillState(parameters), ([name, tensor]) => ({ name, ...tensor }));
  writeFileSync(join(folder, 'small.safetensors'), writeSafetensors(state));
});

let server: ChildProcess | undefined;
afterEach(() => void server?.kill('SIGKILL'));

/** Starts the server. @returns its address, and what ends with it */
async function start(...options: readonly string[]) {
  const path = (name: string): string => join(folder, name);
  const given = ['--model', path('small.ts'), '--weights', path('small.safetensors'), '--labels', path('labels.txt')];
  const child = spawn(
    process.execPath,
    [join(root, 'examples/server/start.mjs'), ...given, '--preprocess', 'resnet50.a1_in1k', '--port', '0', ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  server = child;
  const said: string[] = [];
  const lines = createInterface(child.stdout).on('line', (line) => said.push(line));
  const ended = once(child, 'exit');
  await Promise.race([once(lines, 'line'), ended]);
  return { address: /http:\S+/.exec(said[0] ?? '')?.[0] ?? 'nowhere', said, ended, child };
}

interface Answer {
  readonly labels: readonly { readonly label: string; readonly score: number }[];
  readonly requests: number;
}
const send = (address: string, body: BodyInit, type = 'image/png', query = ''): Promise<Response> =>
  fetch(`${address}/classify${query}`, { method: 'POST', body, headers: { 'Content-Type': type } });
const answered = async (sent: Promise<Response>): Promise<readonly [status: number, body: Answer]> => {
  const response = await sent;
  return [response.status, (await response.json()) as Answer];
};

test('a server says of pictures what PyTorch says, many at once too, refuses what is none, and is well', async () => {
  const { address } = await start('--max-bytes', '100000', '--max-wait', '20');
  const all = await Promise.all(
    [...seen, ...seen].map(({ picture }) =>
      answered(send(address, pictureOf(picture), 'application/octet-stream', '?top=10')),
    ),
  );
  for (const [at, [status, { labels: found }]] of all.entries()) {
    expect(status).toBe(200);
    const { probabilities } = seen[at % seen.length]!;
    expect(found).toHaveLength(10);
    for (const { label, score } of found) expect(score).toBeCloseTo(probabilities[labels.indexOf(label)]!, 6);
  }

  const png = pictureOf('alpha.png');
  expect(await answered(send(address, 'no picture'))).toEqual([422, { error: expect.stringContaining('the picture') }]);
  expect(await answered(send(address, png.subarray(0, png.length / 2)))).toEqual([
    422,
    { error: expect.stringContaining('the picture') },
  ]);
  for (const [body, type, query, status] of [
    [new Uint8Array(0), 'image/png', '', 400],
    [new Uint8Array(100_001), 'image/png', '', 413],
    ['{}', 'application/json', '', 415],
    [png, 'image/png', '?top=0', 400],
    [png, 'image/png', '?top=many', 400],
    [png, 'image/png', '?tpo=3', 400],
  ] as const)
    expect((await send(address, body, type, query)).status, `${type} ${query}`).toBe(status);
  expect((await fetch(`${address}/nothing`)).status).toBe(404);

  expect(await answered(send(address, png, 'image/png', '?top=1'))).toMatchObject([200, { labels: [{}] }]);
  expect(await answered(fetch(`${address}/health`))).toEqual([
    200,
    { status: 'ok', requests: 0, maxRequests: 64, network: 'small', classes: 10 },
  ]);
});

test('more than may wait are told to come again; at SIGTERM those that wait are answered, and the process ends', async () => {
  const { address, said, ended, child } = await start('--max-requests', '4', '--max-wait', '1000');
  const png = pictureOf('alpha.png');
  const first = Array.from({ length: 4 }, () => send(address, png));
  const requests = async (): Promise<number> => (await answered(fetch(`${address}/health`)))[1].requests;
  while ((await requests()) < 4);
  const refused = await Promise.all([send(address, png), send(address, png)]);
  expect(refused.map(({ status, headers }) => [status, headers.get('Retry-After')])).toEqual([
    [503, '1'],
    [503, '1'],
  ]);

  child.kill('SIGTERM');
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await ended).toEqual([0, null]);
  expect(said.slice(1)).toEqual(['ending: answers the requests that are in, and takes no more']);
  await expect(fetch(`${address}/health`)).rejects.toThrow();
});
