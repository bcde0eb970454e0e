import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder of its own, whose name begins so: gone when the package's tests are done (vitest.global-setup.ts). */
export const temporaryFolder = (name = 'test-'): string =>
  mkdtempSync(join(process.env['RESNET_COMPILE_TEMPORARY'] ?? tmpdir(), name));
