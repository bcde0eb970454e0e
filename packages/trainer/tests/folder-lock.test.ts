import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lockFolder } from '../src/node/folder-lock.ts';
import { newFolder } from './small-module.ts';

const script = fileURLToPath(new URL('lock-folder.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));
const deno = join(root, 'node_modules/.bin/deno');
const hosts: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  node: (folder) => [process.execPath, '--conditions=@resnet-compile/source', script, folder],
  // As a program that trains in Deno has to have them: neither the host's name nor other processes may be looked at.
  'deno without permissions': (folder) => [
    deno,
    'run',
    '--quiet',
    '--no-prompt',
    `--allow-read=${realpathSync(folder)},${folder},${root}`,
    `--allow-write=${folder}`,
    script,
    folder,
  ],
  deno: (folder) => [deno, 'run', '--quiet', '--allow-all', script, folder],
};

/** Runs until it has locked the folder, or has ended; what it said. */
function start(host: string, folder: string): { readonly said: Promise<string>; readonly kill: () => Promise<void> } {
  const [command, ...options] = hosts[host]!(folder);
  const child = spawn(command!, options);
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let text = '';
  const said = new Promise<string>((resolve) => {
    const hear = (more: Buffer): void => {
      text += String(more);
      if (text.includes('locked')) resolve(text);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then(() => resolve(text));
  });
  return { said, kill: async () => (child.kill('SIGKILL'), ended) };
}

const emptyFolder = (): string => {
  const folder = newFolder();
  mkdirSync(folder);
  return folder;
};

describe.each(Object.keys(hosts))('%s', (first) => {
  test.each(Object.keys(hosts))('and then %s', async (second) => {
    const folder = emptyFolder();
    const one = start(first, folder);
    expect(await one.said).toBe('locked\n');
    const refused = await start(second, folder).said;
    expect(refused).toContain(`FolderInUseError: ${folder} is in use: process `);
    expect(readFileSync(join(folder, 'run.lock'), 'utf8')).toContain(/process (\d+)/.exec(refused)![1]);
    await one.kill();
    const two = start(second, folder);
    const after = await two.said;
    await two.kill();
    // Without permissions, Deno sees only its own kind, and is seen by it; others wait until it has been silent for long.
    const isBlind =
      first !== second && [first, second].includes('deno without permissions') && [first, second].includes('node');
    if (isBlind)
      expect(after).toMatch(
        /Whether it still runs cannot be seen from here.*: if not, remove .*run\.lock, or wait until \S+, 10 minutes after its last sign/,
      );
    else expect(after).toBe('locked\n');
  });
});

const owner = (of: object): string =>
  `${JSON.stringify({ pid: process.pid, host: hostname(), start: null, since: '2026-01-01T00:00:00.000Z', isHeld: false, ...of })}\n`;

test.each<readonly [string, string, number, RegExp | undefined]>([
  ['a process of this number that began at another time', owner({ start: 'another boot 12345' }), 0, undefined],
  ['a process that there is not', owner({ pid: 2 ** 22 + 7 }), 0, undefined],
  [
    'another host, of late',
    owner({ host: 'other', pid: 7 }),
    60,
    /is in use: process 7 on other has trained into it since 2026-01-01T00:00:00\.000Z\. Whether it still runs cannot be seen from here: if not, remove .*run\.lock, or wait until/,
  ],
  ['another host, long silent', owner({ host: 'other', pid: 7 }), 601, undefined],
  ['a file that was not finished', '{"pid":', 0, undefined],
  ['an empty one', '', 0, undefined],
  ['the number of no process', owner({ pid: 0 }), 0, undefined],
  ['the number of a group', owner({ pid: -1 }), 0, undefined],
])('%s', async (_, content, seconds, refusal) => {
  const folder = emptyFolder();
  const path = join(folder, 'run.lock');
  writeFileSync(path, content);
  utimesSync(path, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);
  if (refusal) {
    await expect(lockFolder(folder)).rejects.toThrow(refusal);
    expect(readFileSync(path, 'utf8')).toBe(content);
    return;
  }
  const lock = await lockFolder(folder);
  lock.check();
  lock.release();
  expect(existsSync(path)).toBe(false);
});

test('a folder in its place, and nothing is left of the attempt', async () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, 'run.lock'));
  await expect(lockFolder(folder)).rejects.toThrow(
    `cannot write ${join(folder, 'run.lock')}: a folder of that name exists`,
  );
  expect(readdirSync(folder)).toEqual(['run.lock']);
});

test('the same process twice; and again when the first has let go', async () => {
  const folder = emptyFolder();
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow('is in use: this process has trained into it since');
  lock.release();
  (await lockFolder(folder)).release();
});

test('of five that find a dead one at once, one has the folder', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'run.lock'), owner({ pid: 2 ** 22 + 7 }));
  const all = Array.from({ length: 5 }, () => start('node', folder));
  const said = await Promise.all(all.map((each) => each.said));
  await Promise.all(all.map((each) => each.kill()));
  expect(said.filter((text) => text === 'locked\n').length).toBe(1);
  expect(said.filter((text) => text.includes('FolderInUseError')).length).toBe(4);
});

test("who was taken over is told, and leaves the other's lock", async () => {
  const folder = emptyFolder();
  const lock = await lockFolder(folder);
  const other = owner({ pid: 7, host: 'other' });
  writeFileSync(join(folder, 'run.lock'), other);
  expect(lock.check).toThrow(
    'was taken over: process 7 on other has trained into it since 2026-01-01T00:00:00.000Z. This run ends; nothing that it kept is lost',
  );
  lock.release();
  expect(readFileSync(join(folder, 'run.lock'), 'utf8')).toBe(other);
});
