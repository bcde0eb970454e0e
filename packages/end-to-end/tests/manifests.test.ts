import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { packagesFolder, readPackages } from './workspace-imports.ts';

interface PublishedManifest {
  readonly description: string;
  readonly keywords: readonly string[];
  readonly homepage: string;
  readonly repository: { readonly type: string; readonly url: string; readonly directory: string };
  readonly license: string;
  readonly main: string;
  readonly types: string;
  readonly typesVersions?: { readonly '*': Readonly<Record<string, readonly string[]>> };
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly sideEffects: false | readonly string[];
}

const read = (...path: readonly string[]): string => readFileSync(join(packagesFolder, ...path), 'utf8');
const published = readPackages().filter(({ manifest }) => manifest.private !== true);

/** Whether a module does something when it is imported: it has statements beside declarations. */
const actsWhenImported = (text: string): boolean =>
  ts
    .createSourceFile('module.ts', text, ts.ScriptTarget.Latest)
    .statements.some(
      (statement) =>
        !(
          ts.isImportDeclaration(statement) ||
          ts.isExportDeclaration(statement) ||
          ts.isVariableStatement(statement) ||
          ts.isFunctionDeclaration(statement) ||
          ts.isClassDeclaration(statement) ||
          ts.isInterfaceDeclaration(statement) ||
          ts.isTypeAliasDeclaration(statement)
        ),
    );

describe.each(published.map(({ folder, files }) => [folder, files] as const))(
  '%s, as it is published',
  (folder, files) => {
    const manifest = JSON.parse(read(folder, 'package.json')) as PublishedManifest;

    test('says what it is, where it is from, and what may be done with it', () => {
      expect(manifest.description).toMatch(/\w/);
      expect(manifest.keywords.length).toBeGreaterThan(3);
      expect(manifest.homepage).toMatch(/^https:\/\/github\.com\/resnet-compile\/resnet-compile.*#readme$/);
      expect(manifest.repository).toEqual({
        type: 'git',
        url: 'git+https://github.com/resnet-compile/resnet-compile.git',
        directory: `packages/${folder}`,
      });
      expect(manifest.license).toBe('MIT');
      expect(read(folder, 'LICENSE')).toBe(read('../LICENSE'));
      expect(read(folder, 'README.md')).toMatch(/^# @?resnet-compile[^]+^```js\n\/\/ [\w-]+\.mjs\n/m);
    });

    test('resolvers that read no exports find every entry', () => {
      const { '.': main, ...others } = manifest.exports;
      expect([manifest.main, manifest.types]).toEqual([main!.default, main!.types]);
      expect(manifest.typesVersions?.['*'] ?? {}).toEqual(
        Object.fromEntries(Object.entries(others).map(([name, { types }]) => [name.slice(2), [types]])),
      );
      for (const { types, default: module } of Object.values(manifest.exports))
        for (const path of [types, module]) expect(existsSync(join(packagesFolder, folder, path)), path).toBe(true);
    });

    test('sideEffects are the modules that do something when they are imported', () => {
      const scripts = readdirSync(join(packagesFolder, folder)).filter(
        (name) => name.endsWith('.mjs') && folder === 'source',
      );
      const acting = files
        .filter((path) => !path.endsWith('.d.ts') && actsWhenImported(read(path)))
        .map((path) => path.replace(`${folder}/src/`, './dist/').replace(/\.ts$/, '.js'));
      expect(manifest.sideEffects && [...manifest.sideEffects].sort()).toEqual(
        acting.length + scripts.length ? [...acting, ...(scripts.length ? ['./*.mjs'] : [])].sort() : false,
      );
    });

    test('its declarations name no .ts file', () => {
      const dist = join(packagesFolder, folder, 'dist');
      const declarations = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) =>
        path.endsWith('.d.ts'),
      );
      expect(declarations.length).toBeGreaterThan(0);
      expect(
        declarations.filter((path) =>
          /['"][^'"\n]+(?<!\.d)\.[cm]?ts['"]/.test(
            readFileSync(join(dist, path), 'utf8').replaceAll(/\/\*[^]*?\*\//g, ''),
          ),
        ),
      ).toEqual([]);
    });
  },
);

test('the check for modules that do something finds one', () => {
  expect(actsWhenImported(`import a from 'a';\nexport const b = 1;\nexport function c() { b(); }`)).toBe(false);
  expect(actsWhenImported(`import a from 'a';\na();`)).toBe(true);
});
