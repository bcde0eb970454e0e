import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cifar10, mnist, type Progress } from '../src/index.ts';
import { download } from '../src/files/download.ts';
import { unpackArchive } from '../src/files/unpack-archive.ts';
import { obtainArchive, obtainFiles } from '../src/sets/obtain.ts';
import { dataErrorOf } from './error-of.ts';
import { serveFiles, type Behaviour } from './file-server.ts';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

const bytes = Uint8Array.from({ length: 1_000_000 }, (_, at) => Math.imul(at, 2654435761) >>> 24);
const md5 = createHash('md5').update(bytes).digest('hex');

async function setUp(behaviour?: Behaviour) {
  const server = await serveFiles({ 'set.bin': bytes }, behaviour);
  const path = join(temporaryFolder(), 'new', 'set.bin');
  const seen: Progress[] = [];
  return {
    server,
    path,
    seen,
    run: (expected = md5) =>
      download({ url: `${server.url}/set.bin`, md5: expected, path, onProgress: (progress) => seen.push(progress) }),
  };
}

test('a file arrives under its name, with progress to its end', async () => {
  const { path, seen, run } = await setUp();
  await run();
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(existsSync(`${path}.part`)).toBe(false);
  expect(seen.at(-1)).toEqual({ what: 'set.bin', done: 1_000_000, total: 1_000_000, rate: expect.any(Number) });
  for (const [at, { done, rate }] of seen.entries()) {
    expect(done).toBeGreaterThanOrEqual(seen[at - 1]?.done ?? 1);
    expect(rate).toBeGreaterThan(0);
  }
});

describe('a connection that breaks off', () => {
  // How much of what was sent before a cut arrives is the system's business: every range asked for begins where the file ends.
  const offsets = (asked: readonly string[]): readonly number[] =>
    asked.map((range) => Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0));

  test('is taken up again where it was', async () => {
    const { server, path, run } = await setUp({ cuts: [300_000, 200_000] });
    await run();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    const [first, second, third] = offsets(server.asked) as [number, number, number];
    expect([server.asked.length, first]).toEqual([3, 0]);
    expect(second > 0 && second <= 300_000 && third > second && third <= second + 200_000).toBe(true);
  });

  test('again and again: what came is kept, and the next call goes on', async () => {
    const { server, path, run } = await setUp({ cuts: [100_000, 100_000, 100_000, 100_000, 100_000] });
    const message = await dataErrorOf(() => run());
    const kept = statSync(`${path}.part`).size;
    expect(message).toMatch(
      new RegExp(
        `^the download of ${server.url}/set.bin broke off: .*; ${kept} bytes are kept in ${path}\\.part, call again to go on from there$`,
      ),
    );
    expect(kept > 0 && kept <= 500_000 && !existsSync(path)).toBe(true);
    await run();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(server.asked.length).toBe(6);
    expect(offsets(server.asked).at(-1)).toBe(kept);
  });

  test('from a server without ranges: it begins again', async () => {
    const { server, path, run } = await setUp({ cuts: [300_000], ranges: false });
    await run();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(server.asked.length).toBe(2);
  });

  test('that brings nothing is not taken up again', async () => {
    const { server, path, run } = await setUp({ cuts: [0, 0, 0] });
    expect(await dataErrorOf(() => run())).toMatch(/broke off: .*; 0 bytes are kept/);
    expect(server.asked.length).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  test('of an answer that does not say how long it is: the checksum tells', async () => {
    const { path, seen, run } = await setUp({ length: false });
    await run();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect([seen[0]!.total, seen.at(-1)!.total]).toEqual([undefined, 1_000_000]);
  });
});

test('a whole file that had only no name yet is not downloaded again', async () => {
  const { server, path, run } = await setUp();
  mkdirSync(join(path, '..'));
  writeFileSync(`${path}.part`, bytes);
  await run();
  expect(server.asked).toEqual(['bytes=1000000-']);
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test.each(['', 'something else that lies there'])('a wrong checksum deletes what came (before: %j)', async (before) => {
  const { server, path, run } = await setUp();
  mkdirSync(join(path, '..'));
  if (before) writeFileSync(`${path}.part`, before);
  const expected = before ? md5 : '00000000000000000000000000000000';
  expect(await dataErrorOf(() => run(expected))).toMatch(
    new RegExp(
      `^${server.url}/set.bin has the md5 checksum [0-9a-f]{32}; expected ${expected}: it is not what was published, or was damaged on its way; it was deleted, call again to get it anew$`,
    ),
  );
  expect(readdirSync(join(path, '..'))).toEqual([]);
  if (before) {
    await run();
    expect(readFileSync(path).equals(bytes)).toBe(true);
  }
});

test('a server that refuses, and none at all', async () => {
  for (const status of [403, 404, 500])
    expect(await dataErrorOf((await setUp({ status })).run)).toMatch(
      new RegExp(`^cannot download http://127.0.0.1:\\d+/set.bin: the server answered ${status} `),
    );
  const path = join(temporaryFolder(), 'x');
  expect(await dataErrorOf(() => download({ url: 'http://127.0.0.1:9/x', md5, path }))).toMatch(
    /^the download of http:\/\/127\.0\.0\.1:9\/x broke off: .*; 0 bytes are kept/,
  );
  expect(existsSync(path)).toBe(false);
});

/** A .tar.gz that tar itself writes. */
function archiveOf(contents: Readonly<Record<string, string>>, format = 'gnu'): Buffer {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return execFileSync('tar', [`--format=${format}`, '-cz', '-C', folder, '.'], { maxBuffer: 2 ** 24 });
}

describe('archives', () => {
  const long = 'x'.repeat(700_000);
  const archive = archiveOf({
    'deep/er/a.bin': 'content of a',
    'deep/b.bin': long,
    'deep/readme.html': 'not asked for',
    'a.bin': 'a second one',
  });
  const unpackInto = async (content: Uint8Array, names: readonly string[]) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x.tar.gz'), content);
    const failure = await dataErrorOf(() => unpackArchive(join(folder, 'x.tar.gz'), folder, names)).catch(
      () => undefined,
    );
    return { failure, folder, left: readdirSync(folder).sort() };
  };

  test('give the files that are asked for, wherever they lie, and nothing else', async () => {
    const { failure, folder, left } = await unpackInto(archive, ['b.bin', 'a.bin']);
    expect([failure, left]).toEqual([undefined, ['a.bin', 'b.bin', 'x.tar.gz']]);
    expect(readFileSync(join(folder, 'b.bin'), 'utf8')).toBe(long);
  });

  // 150 and 80 letters: the header's own field holds 100, with ustar's prefix 255 at a slash.
  test.each(['ustar', 'pax', 'gnu'])('of %s give files that lie deep, or have long names', async (format) => {
    const name = `${format === 'ustar' ? 'n'.repeat(80) : 'ñ'.repeat(75)}.bin`;
    const path = `${'d'.repeat(60)}/${'e'.repeat(60)}/${name}`;
    const { failure, folder } = await unpackInto(archiveOf({ [path]: 'deep', 'a.bin': 'a' }, format), [name, 'a.bin']);
    expect(failure).toBeUndefined();
    expect(readFileSync(join(folder, name), 'utf8')).toBe('deep');
  });

  test('that lack a file, are cut off or are none', async () => {
    expect((await unpackInto(archive, ['c.bin'])).failure).toMatch(/x\.tar\.gz has no c\.bin$/);
    expect((await unpackInto(gzipSync('no archive'), ['a.bin'])).failure).toMatch(/x\.tar\.gz/);
    expect((await unpackInto(Buffer.from('no gzip'), ['a.bin'])).failure).toMatch(
      /x\.tar\.gz does not unpack: .*; delete it and call again$/,
    );
    for (const part of [0.3, 0.6, 0.9]) {
      const { failure, left } = await unpackInto(archive.subarray(0, archive.length * part), ['b.bin', 'c.bin']);
      expect(failure).toMatch(/does not unpack/);
      expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
    }
  });

  test('a data set from an archive: only where a file is missing, and the archive goes', async () => {
    const server = await serveFiles({ 'x.tar.gz': archive });
    const folder = join(temporaryFolder(), 'set');
    const published = { name: 'x.tar.gz', md5: createHash('md5').update(archive).digest('hex') };
    await obtainArchive(published, ['a.bin', 'b.bin'], server.url, folder, {});
    expect(readdirSync(folder).sort()).toEqual(['a.bin', 'b.bin']);
    await obtainArchive(published, ['a.bin', 'b.bin'], server.url, folder, {});
    expect(server.asked.length).toBe(1);
  });
});

test('a data set of single files: those that are there under another name are not asked for', async () => {
  const server = await serveFiles({ 'a.gz': bytes, 'b.gz': bytes });
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a'), '');
  const files = [
    { name: 'a.gz', md5 },
    { name: 'b.gz', md5 },
  ];
  await obtainFiles(files, (name) => [name, name.replace('.gz', '')], 'http://127.0.0.1:9', folder, {
    download: `${server.url}/`,
  });
  expect([server.asked.length, readdirSync(folder).sort()]).toEqual([1, ['a', 'b.gz']]);
});

test('a copy of a data set that is not what was published is refused', async () => {
  const server = await serveFiles({ 'cifar-10-binary.tar.gz': bytes, 'train-images-idx3-ubyte.gz': bytes });
  const folder = temporaryFolder();
  expect(await dataErrorOf(() => cifar10({ folder, download: server.url }))).toMatch(
    /expected c32a1d4ab5d03f1284b67883e8d87530/,
  );
  expect(await dataErrorOf(() => mnist({ folder, download: server.url }))).toMatch(
    /expected f68b3c2dcbeaaa9fbdd348bbdeb94873/,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('into an address, nothing can be downloaded', async () => {
  expect(await dataErrorOf(() => cifar10({ folder: 'https://example.org/data', download: true }))).toMatch(
    /^cannot download into https:\/\/example\.org\/data: it is no folder on this machine/,
  );
});

test('a data set behind an address', async () => {
  const record = Uint8Array.from({ length: 3073 }, (_, at) => at % 7);
  const names = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);
  const { url } = await serveFiles(Object.fromEntries(['test_batch.bin', ...names].map((name) => [name, record])));
  expect((await cifar10({ folder: url })).train.length).toBe(5);
  const lacking = await serveFiles(Object.fromEntries(names.map((name) => [name, record])));
  expect(await dataErrorOf(() => cifar10({ folder: `${lacking.url}/` }))).toMatch(
    /there is no test_batch\.bin in http/,
  );
  expect(await dataErrorOf(() => cifar10({ folder: 'http://127.0.0.1:9' }))).toMatch(
    /^cannot fetch http:\/\/127\.0\.0\.1:9\/data_batch_1\.bin: /,
  );
});
