import { symlinkSync } from 'node:fs';
import nodeModule from 'node:module';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { modelFolder, readIn, readModel } from './model-folder.ts';

const dsl = `import { resnet } from 'resnet-compile';\n`;
const stagesOf = (network: unknown): number =>
  (JSON.parse(JSON.stringify(network)) as { body: { children: [string, unknown][] } }).body.children.filter(([name]) =>
    name.startsWith('layer'),
  ).length;

describe('packages that are TypeScript', () => {
  const blocks = {
    'packages/blocks/src/index.ts': `export * from './block';\nexport { more } from '@acme/more';`,
    'packages/blocks/src/block.ts': `import data from './data.json';\nexport enum Depth { one = 1 }\nexport const two: number = data.two;`,
    'packages/blocks/src/data.json': '{ "two": 2 }',
    'packages/more/package.json': '{ "name": "@acme/more", "main": "more.ts" }',
    'packages/more/more.ts': 'export const more: readonly number[] = [1];',
    'packages/app/model.ts': `${dsl}import { Depth, more, two } from '@acme/blocks';\nexport default resnet({ stages: [Depth.one, two, ...more] });`,
  };
  const workspace = (files: Readonly<Record<string, string>>): string => {
    const folder = modelFolder({ ...blocks, 'node_modules/@acme/.keep': '', ...files });
    for (const name of ['blocks', 'more'])
      symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@acme', name));
    return folder;
  };

  test.each([
    ['exports', '{ "name": "@acme/blocks", "exports": { ".": "./src/index.ts" } }'],
    ['main', '{ "name": "@acme/blocks", "main": "src/index.ts" }'],
    [
      'types that are declared elsewhere',
      '{ "name": "@acme/blocks", "exports": { "types": "./types.d.ts", "default": "./src/index.ts" } }',
    ],
    ['a file that might hold JSX', '{ "name": "@acme/blocks", "exports": { ".": "./entry.tsx" } }'],
    [
      'a module of JavaScript that leads there',
      '{ "name": "@acme/blocks", "type": "module", "exports": "./entry.js" }',
    ],
  ])('linked in a workspace, found by %s', async (_, manifest) => {
    const { exports, lines } = await readIn(
      workspace({
        'packages/blocks/package.json': manifest,
        'packages/blocks/types.d.ts':
          'export declare enum Depth { one = 1 }\nexport declare const two: number;\nexport declare const more: readonly number[];',
        'packages/blocks/entry.js': `export * from './src/index';`,
        'packages/blocks/entry.tsx': `export * from './src/index.js';`,
      }),
      'packages/app/model.ts',
    );
    expect(lines).toEqual([]);
    expect(stagesOf(exports[0]!.network)).toBe(3);
  });

  test('a mistake in one is reported in its file', async () => {
    const { lines } = await readIn(
      workspace({
        'packages/blocks/package.json': '{ "name": "@acme/blocks", "exports": "./src/index.ts" }',
        'packages/blocks/src/index.ts': `enum Gone { a }\nimport { resnet } from 'resnet-compile';\nexport const wrong = resnet({ stages: [0] });`,
        'packages/app/model.ts': `export { wrong as default } from '@acme/blocks';`,
      }),
      'packages/app/model.ts',
    );
    expect(lines).toEqual([
      'packages/blocks/src/index.ts:3:39 RC1102: resnet: option stages is [0]; expected a list of positive integers, blocks per stage',
    ]);
  });

  test('installed: it runs, and its types are its own affair', async () => {
    const { exports, lines } = await readModel({
      'node_modules/blocks/package.json': '{ "name": "blocks", "exports": { "./*": "./src/*.ts" } }',
      'node_modules/blocks/src/stages.ts': `export { stages } from './near';`,
      'node_modules/blocks/src/near.ts': `export const stages: readonly number[] = [1, 1];\nexport const odd: string = 1;`,
      'model.ts': `${dsl}import { stages } from 'blocks/stages';\nexport default resnet({ stages });`,
    });
    expect(lines).toEqual([]);
    expect(stagesOf(exports[0]!.network)).toBe(2);
  });

  test('CommonJS beside them is left to Node', async () => {
    const { lines, exports } = await readModel({
      'model.ts': `${dsl}import { stages } from './stages.cjs';\nimport more from './more.js';\nimport last from 'last';\nexport default resnet({ stages: [...stages, ...more.more, ...last] });`,
      'stages.cjs': 'exports.stages = [1];',
      'more.js': 'module.exports = { more: [1] };',
      'node_modules/last/index.js': 'module.exports = [1];',
      'package.json': '{}',
      'tsconfig.json': '{ "compilerOptions": { "noImplicitAny": false } }',
    });
    expect(lines).toEqual([]);
    expect(stagesOf(exports[0]!.network)).toBe(3);
  });
});

describe('tsconfig.json', () => {
  const vite = {
    'tsconfig.json':
      '\uFEFF{ "files": [], "references": [{ "path": "./tsconfig.node.json" }, { "path": "./tsconfig.app.json" }] }',
    'tsconfig.app.json':
      '{ "compilerOptions": { "strict": true, "noUnusedLocals": true, "paths": { "@/*": ["./src/*"] } }, "include": ["src"] }',
    'tsconfig.node.json': '{ "compilerOptions": { "strict": true }, "include": ["vite.config.ts"] }',
    'src/lib/stages.ts': 'export const stages = [1];',
    'src/model.ts': `${dsl}import { stages } from '@/lib/stages';\nexport default resnet({ stages });`,
  };

  test('the project of a solution that includes the file', async () => {
    expect((await readModel(vite, 'src/model.ts')).lines).toEqual([]);
  });

  test('the project of a project of a solution', async () => {
    const files = {
      ...vite,
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./all" }] }',
      'all/tsconfig.json': '{ "files": [], "references": [{ "path": "../tsconfig.app.json" }, { "path": ".." }] }',
    };
    expect((await readModel(files, 'src/model.ts')).lines).toEqual([]);
  });

  test('the first project of a solution for a file that none includes', async () => {
    const files = {
      ...vite,
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
      'model.ts': vite['src/model.ts'],
    };
    expect((await readModel(files)).lines).toEqual([]);
  });

  test('a config that includes the file stays its own, whatever it refers to', async () => {
    const files = {
      ...vite,
      'tsconfig.json':
        '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } }, "references": [{ "path": "./tsconfig.node.json" }] }',
      'model.ts': vite['src/model.ts'],
    };
    expect((await readModel(files)).lines).toEqual([]);
  });

  test('what is not used yet stops nothing', async () => {
    const { lines, exports } = await readModel({
      'tsconfig.json':
        '{ "compilerOptions": { "strict": true, "noUnusedLocals": true, "noUnusedParameters": true, "allowUnusedLabels": false } }',
      'model.ts': `import { conv, resnet, relu } from 'resnet-compile';\nimport { join, resolve } from 'node:path';\nimport type { A, B } from './types.ts';\nconst later = 1;\nfunction own(parameter: number) { const { a, b } = { a: 1, b: 2 }; }\ntype T = 1;\nclass C { private d = 1; }\nunused: for (const e of [1]) break;\nexport default resnet({ stages: [1] });`,
      'types.ts': 'export type A = 1; export type B = 2; const own = 1;',
    });
    expect([lines, exports.length]).toEqual([[], 1]);
  });
});

describe('a model file that is a symbolic link', () => {
  test.each(['target', 'link'])('imports what lies beside the %s', async (side) => {
    const folder = modelFolder({
      'target/model.ts': `${dsl}import { stages } from './near.ts';\nexport default resnet({ stages });`,
      [`${side}/near.ts`]: 'export const stages = [1];',
      'link/.keep': '',
    });
    symlinkSync(join(folder, 'target/model.ts'), join(folder, 'link/other.ts'));
    const { exports, lines } = await readIn(folder, 'link/other.ts');
    expect([exports.map(({ name }) => name), lines]).toEqual([['other'], []]);
  });
});

describe("Plug'n'Play, by a stand-in for Yarn's interface", () => {
  const host = nodeModule as unknown as { findPnpApi?: unknown };
  afterEach(() => void delete host.findPnpApi);

  test('a package of the cache, one with types elsewhere, and one of the workspace', async () => {
    const folder = modelFolder({
      'cache/stages/node_modules/stages/package.json': '{ "name": "stages", "exports": "./stages.ts" }',
      'cache/stages/node_modules/stages/stages.ts': 'export const stages: readonly number[] = [1];',
      'cache/types/node_modules/@types/acme__typed/index.d.ts': 'export type Stages = readonly number[];',
      'blocks/package.json': '{ "name": "blocks", "main": "blocks.ts" }',
      'blocks/blocks.ts': 'export const more = [1];',
      'app/model.ts': `${dsl}import { stages } from 'stages';\nimport type { Stages } from '@acme/typed';\nimport { more } from 'blocks';\nconst all: Stages = [...stages, ...more];\nconst wrong: number = stages;\nexport default resnet({ stages: all });`,
    });
    const places: Readonly<Record<string, string>> = {
      stages: 'cache/stages/node_modules/stages/',
      '@types/acme__typed': 'cache/types/node_modules/@types/acme__typed/',
      blocks: 'blocks/',
    };
    host.findPnpApi = () => ({
      resolveToUnqualified: (name: string) => {
        if (!Object.hasOwn(places, name)) throw new Error(`nobody depends on ${name}`);
        return join(folder, places[name]!);
      },
    });
    const { exports, lines } = await readIn(folder, 'app/model.ts');
    expect(lines).toEqual([`app/model.ts:6:7 TS2322: Type 'readonly number[]' is not assignable to type 'number'.`]);
    expect(stagesOf(exports[0]!.network)).toBe(2);
  });
});
