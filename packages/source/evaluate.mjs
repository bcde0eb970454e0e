// The child process: evaluates a user's model file and reports its exports through file descriptor 3, by the algorithm of
// structured cloning, after which a layer that stands in two places is one still. Plain JavaScript, since it runs from the
// sources as well as from what is published.
import { readFileSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { serialize } from 'node:v8';
import * as hooks from './module-hooks.mjs';

/** @type {{ entry: string, modules: import('./src/served-modules.ts').ServedModules }} */
const { entry, modules } = JSON.parse(readFileSync(0, 'utf8'));

let reported = false;
/** @param {import('./src/evaluation.ts').Report} report */
function send(report) {
  if (reported) return;
  const bytes = serialize(report);
  reported = true;
  writeFileSync(3, bytes);
}

/** @param {unknown} thrown */
function fail(thrown) {
  const error =
    thrown instanceof Error
      ? { message: `${thrown.name}: ${thrown.message}`, stack: String(thrown.stack) }
      : { message: String(thrown), stack: '' };
  send({ error });
  process.exit(1);
}

process.on('uncaughtException', fail);
// Within this event the stack still shows who called process.exit().
process.on('exit', (code) => send({ exit: code, stack: String(new Error('exit').stack) }));

/** @param {unknown} value @param {string} kind */
const isBranded = (value, kind) =>
  typeof value === 'object' && value !== null && Reflect.get(value, Symbol.for(`resnet-compile.${kind}`)) === true;

/** @param {unknown} value @returns {string} */
function describe(value) {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (isBranded(value, 'layer')) return 'a layer';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

if (nodeModule.registerHooks) {
  hooks.initialize(modules);
  nodeModule.registerHooks({ resolve: hooks.resolve, load: hooks.load });
} else {
  nodeModule.register('./module-hooks.mjs', { parentURL: import.meta.url, data: modules });
}

try {
  /** The first name of each network. */
  const seen = new Map();
  const exports = [];
  const namespace = await import(entry);
  for (const name of Object.keys(namespace)) {
    const value = await namespace[name];
    if (!isBranded(value, 'network')) exports.push({ name, found: describe(value) });
    else if (seen.has(value)) exports.push({ name, sameAs: seen.get(value) });
    else {
      seen.set(value, name);
      exports.push({ name, network: value });
    }
  }
  send({ exports });
} catch (error) {
  fail(error);
}
process.exit();
