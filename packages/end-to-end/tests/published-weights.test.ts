import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const shared = process.env['RESNET_COMPILE_SHARED'];
const example = fileURLToPath(new URL('../../../examples/cifar10/', import.meta.url));

// The numbers that their authors published: github.com/akamaster/pytorch_resnet_cifar10.
describe.concurrent('converted by the command line, trained weights classify CIFAR-10 as published', () => {
  test.skipIf(!shared || !existsSync(join(shared, 'weights'))).each([
    ['resnet20-12fca82f.th', 'resnet20.ts', '9,173'],
    ['resnet44-014dd654.th', 'resnet44.ts', '9,310'],
  ])('%s', async (weights, model, right) => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      join(example, 'evaluate.mjs'),
      '--data',
      join(shared!, 'data/cifar-10-batches-bin'),
      '--weights',
      join(shared!, 'weights', weights),
      '--model',
      join(example, model),
    ]);
    expect(stderr).toBe('');
    expect(stdout).toContain(`${right} of 10,000 correct`);
  });
});
