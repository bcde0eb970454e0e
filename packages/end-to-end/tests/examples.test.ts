import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...options: readonly string[]) => promisify(execFile)(process.execPath, [join(examples, program), ...options], { cwd: folder });

test('MNIST: an epoch, a picture, and nothing left to do the second time', async () => {
  const { stdout, stderr } = await run('mnist/train.mjs', '--epochs', '1', '--out', 'digits');
  expect(stderr).toBe('');
  const right = Number(/([\d.]+) % of the test images are right/.exec(stdout)![1]);
  expect(right).toBeGreaterThan(96);
  expect(readFileSync(join(folder, 'digits/picture.html'), 'utf8')).toContain(`MNIST, test: ${Math.round(right * 100)} of 10000 right`);
  expect(readdirSync(join(folder, 'digits')).sort()).toEqual(expect.arrayContaining(['checkpoints', 'metrics.jsonl', 'model', 'picture.html', 'weights.safetensors']));
  expect((await run('mnist/train.mjs', '--epochs', '1', '--out', 'digits')).stdout).toContain('all 468 steps were made before');
});

describe.each(['mnist/train.mjs'])('%s', (program) => {
  test('--help', async () => {
    const { stdout } = await run(program, '--help');
    expect(stdout).toMatch(/^Usage: node train\.mjs /);
  });

  test('an option that there is not', async () => {
    await expect(run(program, '--epoch', '3')).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^Unknown option '--epoch'[^]*Usage: node train\.mjs /) });
  });
});
