import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tool = fileURLToPath(new URL('../../packages/resnet-compile', import.meta.url));

/** Once for all tests: compiles the model as its user does, with the tool as built, for WebAssembly and in plain JavaScript. */
export default function compile({ provide }) {
  const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(tool, join(folder, 'node_modules/resnet-compile'));
  copyFileSync(new URL('../fixtures/model.ts', import.meta.url), join(folder, 'model.ts'));
  const run = (...options) =>
    execFileSync(process.execPath, [join(tool, 'dist/cli/main.js'), 'model.ts', ...options], { cwd: folder });
  run('--train', '--out', 'm');
  run('--target', 'js', '--out', 'js');
  provide('compiled', folder);
  return () => rmSync(folder, { recursive: true });
}
