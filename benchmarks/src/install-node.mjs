import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cache } from './cache.mjs';

/** The package that holds the binary: `node` itself only fetches it, by a script that npm does not always let it run. */
const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** Node of a major version, from npm: its binary. */
export function installNode(version) {
  const folder = new URL(`nodes/${version}/`, cache);
  const binary = fileURLToPath(
    new URL(`node_modules/${name}/bin/node${process.platform === 'win32' ? '.exe' : ''}`, folder),
  );
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL('package.json', folder), '{ "private": true }\n');
    const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`], {
      cwd: fileURLToPath(folder),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0 || !existsSync(binary)) throw new Error(`npm cannot install ${name}@${version}`);
  }
  return binary;
}
