import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { leftOut, thorough } from './thorough.ts';

const shared = process.env['RESNET_COMPILE_SHARED'];
const example = fileURLToPath(new URL('../../../examples/cifar10/', import.meta.url));

// The numbers that their authors published: github.com/akamaster/pytorch_resnet_cifar10.
describe.concurrent('converted by the command line, trained weights classify CIFAR-10 as published', () => {
  const areHere = shared !== undefined && existsSync(join(shared, 'weights'));
  const classifies = async (weights: string, model: string, right: string): Promise<void> => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      join(example, 'evaluate.mjs'),
      '--data',
      join(shared ?? '', 'data/cifar-10-batches-bin'),
      '--weights',
      join(shared ?? '', 'weights', weights),
      '--model',
      join(example, model),
    ]);
    expect(stderr).toBe('');
    expect(stdout).toContain(`${right} of 10,000 correct`);
  };
  test.skipIf(!areHere)('resnet20', () => classifies('resnet20-12fca82f.th', 'resnet20.ts', '9,173'));
  test.skipIf(!areHere || !thorough)(`resnet44${leftOut}`, () =>
    classifies('resnet44-014dd654.th', 'resnet44.ts', '9,310'),
  );
});
