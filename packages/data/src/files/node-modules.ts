interface NodeModules {
  fs: typeof import('node:fs');
  module: typeof import('node:module');
  'fs/promises': typeof import('node:fs/promises');
  worker_threads: typeof import('node:worker_threads');
  crypto: typeof import('node:crypto');
  path: typeof import('node:path');
  url: typeof import('node:url');
  zlib: typeof import('node:zlib');
}

/** A module of Node or Deno; undefined in a browser. So that no bundler looks for it, nobody imports it. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  const host = globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } };
  return host.process?.getBuiltinModule?.(`node:${name}`) as NodeModules[Name] | undefined;
}

/** The same where files are: there is one. @throws {Error} in a browser. */
export function hostModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  const found = nodeModule(name);
  if (!found) throw new Error(`this host has no module ${name}; files are read in Node and Deno`);
  return found;
}
