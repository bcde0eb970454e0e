import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWeights, readWeightsFile } from '../src/index.ts';
import { readTar } from '../src/tar.ts';
import { errorOf, fixture } from './fixture.ts';

const ofText = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const i64 = (...values: readonly number[]): Uint8Array => new Uint8Array(BigInt64Array.from(values, BigInt).buffer);

/** A tar archive of these files. */
const tar = (files: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  join(
    ...Object.entries(files).flatMap(([name, bytes]) => {
      const header = new Uint8Array(512);
      header.set(ofText(name));
      header.set(ofText(bytes.length.toString(8).padStart(11, '0')), 124);
      header.set(ofText('0ustar'), 156);
      header.set(ofText('ustar'), 257);
      return [header, bytes, new Uint8Array(-bytes.length & 511)];
    }),
    new Uint8Array(1024),
  );

/** Storage 200 of six numbers, 300 a view of its last four, tensor 100 a view of that: its every second. */
const parts = {
  sys_info: ofText('}.'),
  pickle: ofText("(dS'a'\nP100\ns."),
  tensors: join(ofText('I1\n.(I100\nI300\nctorch\nFloatTensor\nt.'), i64(1, 2, 2, 0)),
  storages: join(
    ofText("I1\n.(I200\nS'cpu'\nctorch\nFloatStorage\nt."),
    i64(6),
    new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer),
    ofText('(l(I300\nI200\nI2\nI4\nta.'),
  ),
};

describe('the tar archives of before PyTorch 0.2', () => {
  test('views of storages, and of them', () => {
    expect([...readWeights(tar(parts)).values()]).toEqual([{ name: 'a', shape: [2], data: Float32Array.of(2, 4) }]);
  });

  // pax and GNU say more of a file in headers before it, the time to the nanosecond among it.
  test.each(['ustar', 'gnu', 'pax'])('packed again by tar, format %s', (format) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tar-'));
    for (const [name, bytes] of Object.entries(parts)) writeFileSync(path.join(folder, name), bytes);
    const packed = execFileSync('tar', [`--format=${format}`, '-cf', '-', '-C', folder, '.']);
    rmSync(folder, { recursive: true });
    expect([...readWeights(packed).values()]).toEqual([{ name: 'a', shape: [2], data: Float32Array.of(2, 4) }]);
  });

  test.each<readonly [change: Readonly<Record<string, Uint8Array>>, what: string]>([
    [
      { pickle: ofText("(dS'a'\nP101\ns.") },
      "the tar archive's part pickle refers to 101, which is none of its 1 tensors",
    ],
    [{ tensors: ofText('I1\n.(I100\nI301\nNt.') }, 'refers to storage 301, which the part storages has not'],
    [{ sys_info: ofText("(dS'little_endian'\nI00\ns.") }, 'the file was saved on a big-endian machine'],
    [{ tensors: ofText('Nt.') }, 'a container ends that was never begun'],
    [{ tensors: ofText('N.') }, 'should begin with a number, but begins with null'],
    [{ storages: ofText('I1\n.N.') }, 'should have a list, but has null'],
    [{ storages: ofText('I0\n.(l(I300\nI200\nI2\nI5\nta.') }, 'has a view 300 that is no part of storage 200'],
    [{ storages: ofText("I1000000000\n.(I200\nS'cpu'\nctorch\nFloatStorage\nt.") }, 'is truncated: it ends at byte'],
    [{ tensors: join(ofText('I1\n.(I100\nI300\nNt.'), i64(65)) }, 'has a tensor of 65 dimensions'],
  ])('%#: what contradicts itself', (change, what) => {
    expect(errorOf(() => readWeights(tar({ ...parts, ...change })))).toContain(what);
  });

  test('of fewer parts, or others', () => {
    const { storages: _, ...fewer } = parts;
    expect(errorOf(() => readWeights(tar(fewer)))).toBe(
      'the tar archive should have the parts sys_info, pickle, tensors, storages, as torch.save before PyTorch 0.2 writes it, but has no storages (it has sys_info, pickle, tensors); get the file again',
    );
    expect(errorOf(() => readWeights(tar({ 'run/net.pth': ofText('x') })))).toBe(
      'the file is a tar archive (of run/net.pth) and none of torch.save; unpack it, and give the file of weights within',
    );
    const whole = fixture('mini/tar.pth');
    for (let length = 512; length < 8 * 512; length += 100)
      expect(errorOf(() => readWeights(whole.subarray(0, length)))).toMatch(/truncated|has no/);
  });

  test.each(['sys_info', 'pickle', 'tensors', 'storages'])('its unpacked part %s says what it is part of', (name) => {
    const bytes = readTar(fixture('mini/tar-parameters.pth')).get(name);
    expect(errorOf(() => readWeightsFile(bytes ?? new Uint8Array()))).toBe(
      `the file is the part ${name} of a file that PyTorch before 0.2 wrote; pack it again with the others, tar -cf weights.pth sys_info pickle tensors storages, and give that`,
    );
  });
});
