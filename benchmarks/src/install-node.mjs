import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cache } from './cache.mjs';

/** Node of a major version, from npm: its binary. */
export function installNode(version) {
  const folder = new URL(`nodes/${version}/`, cache);
  const binary = fileURLToPath(new URL(`node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, folder));
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL('package.json', folder), '{ "private": true, "allowScripts": { "node": true } }\n');
    const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], { cwd: fileURLToPath(folder), stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0 || !existsSync(binary)) throw new Error(`npm cannot install node@${version}`);
  }
  return binary;
}
