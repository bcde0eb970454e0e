import { spawnSync } from 'node:child_process';
import { openPage } from './chromium/page.mjs';
import { Contender } from './contender.mjs';
import { filesOf } from './files.mjs';
import { installNode } from './install-node.mjs';
import { node } from './node.mjs';

/**
 * Where contenders run: on the repository's Node or another one from npm, each in a process of its own; or all in one page
 * of a headless Chromium.
 *
 * @typedef {object} Host
 * @property {string} version
 * @property {(name: string, nodeFlags: readonly string[]) => Contender} start
 * @property {(network: string, batch: number) => import('./calls.mjs').Task['files']} files their URLs, from there
 * @property {() => Promise<void>} close
 * @param {'node' | 'node20' | 'chromium'} name
 * @returns {Promise<Host>}
 */
export async function openHost(name) {
  if (name === 'chromium') return openPage();
  const binary = name === 'node' ? node : installNode(name.slice('node'.length));
  return {
    version: `Node ${spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim()}`,
    start: (contender, nodeFlags) => new Contender(contender, nodeFlags, undefined, binary),
    files: (network, batch) =>
      Object.fromEntries(Object.entries(filesOf(network, batch)).map(([kind, { href }]) => [kind, href])),
    close: async () => {},
  };
}
