import { builtinModules } from 'node:module';
import { ts } from 'ts-morph';

const globals = [
  'console',
  'process',
  'Buffer',
  'URL',
  'URLSearchParams',
  'TextDecoder',
  'TextEncoder',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'queueMicrotask',
  'structuredClone',
  'performance',
  'fetch',
];

const declarations = [
  ...builtinModules.map((name) => `declare module '${name}';`),
  `declare module 'node:*';`,
  ...globals.map((name) => `declare var ${name}: any;`),
  'interface ImportMeta { url: string; dirname: string; filename: string }',
];

/** Node's modules and globals, untyped, where @types/node is not there to declare them; otherwise nothing. */
export function hostDeclarations(entry: string, options: ts.CompilerOptions): string {
  const asked = options.types?.some((name) => name === 'node' || name === '*') ?? false;
  const declared =
    asked &&
    ts.resolveTypeReferenceDirective('node', entry, options, ts.sys).resolvedTypeReferenceDirective !== undefined;
  return declared ? '' : declarations.join('\n');
}
