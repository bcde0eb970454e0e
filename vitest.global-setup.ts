import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for what a package's tests write, gone when the last of them is done: `temporaryFolder` makes folders in it. */
export default function makeTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'resnet-compile-tests-'));
  process.env['RESNET_COMPILE_TEMPORARY'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
