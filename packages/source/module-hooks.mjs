// Module hooks of the child process: they serve the model file and its local imports as the parent transpiled them,
// always as ES modules, whatever the nearest package.json says. The functions serve as hooks on the main thread
// (`registerHooks`, Node >= 22.15) and on a thread of their own (`register`, Node 20).

/** @type {import('./src/served-modules.ts').ServedModules} */
let modules = {};

/** @param {import('./src/served-modules.ts').ServedModules} served */
export function initialize(served) {
  modules = served;
}

/** @type {import('node:module').ResolveHookSync} */
export function resolve(specifier, context, next) {
  if (Object.hasOwn(modules, specifier)) return { url: specifier, shortCircuit: true };
  const target = modules[context.parentURL ?? '']?.imports[specifier];
  if (target === undefined) return next(specifier, context);
  // TypeScript accepts an import of JSON without the attribute that Node asks for.
  if (target.endsWith('.json'))
    return { url: target, format: 'json', importAttributes: { type: 'json' }, shortCircuit: true };
  return Object.hasOwn(modules, target) ? { url: target, shortCircuit: true } : next(target, context);
}

/** @type {import('node:module').LoadHookSync} */
export function load(url, context, next) {
  const module = modules[url];
  return module ? { format: 'module', source: module.text, shortCircuit: true } : next(url, context);
}
