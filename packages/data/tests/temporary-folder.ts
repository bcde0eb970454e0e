import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const all = mkdtempSync(join(tmpdir(), 'resnet-compile-data-'));
afterAll(() => rmSync(all, { recursive: true, force: true }));

/** An empty folder, gone when the file's tests are done. */
export const temporaryFolder = (): string => mkdtempSync(join(all, 'test-'));
