import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { atEnd } from './at-end.mjs';

/** What a page's code does before it loads a network. All of it counts how often it runs. */
export const habits = {
  nothing: '',
  document: `document.title = 'a page that has elements';`,
  noWorker: 'delete globalThis.Worker;',
  onmessage: 'globalThis.heard = []; globalThis.onmessage = ({ data }) => heard.push(data);',
};

const fixtures = new URL('../fixtures/', import.meta.url);
const beacon = `fetch('/beacon', { method: 'POST' }).catch(() => {});\n`;

/** A folder with the compiled modules in `m`, as WebAssembly or in plain JavaScript, and the page's code. */
export function project({ habit = 'document', target = 'm', parent = tmpdir() } = {}) {
  const folder = realpathSync(mkdtempSync(join(parent, 'project-')));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(inject('compiled'), target), join(folder, 'm'), { recursive: true });
  for (const name of readdirSync(fixtures).filter((file) => file.endsWith('.js')))
    copyFileSync(new URL(name, fixtures), join(folder, name));
  write(folder, { 'habit.js': `${beacon}${habits[habit]}\n` });
  return folder;
}

/** Writes files into a folder. */
export function write(folder, files) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** A page with one script: a module, or one as pages had them before. */
export const html = (script, type = 'module') =>
  `<!doctype html><meta charset="utf-8"><title></title><link rel="icon" href="data:,"><body><script ${type === 'module' ? 'type="module"' : 'defer'} src="${script}"></script>\n`;

/** The files of a folder that name it, or any, by an absolute path or address. Comments of bundlers have relative ones. */
export function filesWithPaths(built, folder) {
  const absolute = new RegExp(`(?<!\\.\\.)${RegExp.escape(folder)}|file:///\\w`);
  return readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => absolute.test(readFileSync(path, 'latin1')));
}
