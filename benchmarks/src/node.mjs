import { fileURLToPath } from 'node:url';

/** The repository's own Node, an npm package of its root: what every contender runs on. */
export const node = fileURLToPath(
  new URL(`../../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url),
);
