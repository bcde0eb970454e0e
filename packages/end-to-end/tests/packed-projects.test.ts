import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { leftOut, thorough } from './thorough.ts';
import { binaryOf, emptyFolder, node20, packAll, runIn, userProject, type Tarball } from './user-project.ts';

const net = (depth: string): string => `export default cifarResnet(${depth}, { width: 8 });\n`;
const dsl = `import { cifarResnet } from 'resnet-compile';\n`;
/** A package of a workspace as one is written: sources alone, imports without extensions, what types cannot be stripped from. */
const blocks = {
  'packages/blocks/package.json':
    '{ "name": "@acme/blocks", "version": "1.0.0", "exports": { ".": "./src/index.ts" } }',
  'packages/blocks/src/index.ts': `export * from './block';`,
  'packages/blocks/src/block.ts': 'export enum Depth { least = 8 }',
};

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

let tarballs: readonly Tarball[];
let project: string;

beforeAll(async () => {
  tarballs = await packAll();
  project = await userProject(tarballs);
}, 180_000);

test('a workspace whose packages are TypeScript, on this Node and on Node 20', async () => {
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as object;
  write(project, {
    ...blocks,
    'package.json': JSON.stringify({ ...manifest, workspaces: ['packages/*'] }),
    'packages/app/package.json': '{ "name": "app", "version": "1.0.0", "dependencies": { "@acme/blocks": "*" } }',
    'packages/app/model.ts': `${dsl}import { Depth } from '@acme/blocks';\n${net('Depth.least')}`,
  });
  await runIn(project, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
  const app = join(project, 'packages/app');
  await runIn(app, 'npx', ['resnet-compile', 'model.ts', '--out', 'here']);
  const node = await node20();
  expect(existsSync(join(app, 'here/model.js'))).toBe(true);
  if (!node) return;
  await runIn(app, 'npx', ['resnet-compile', 'model.ts', '--out', 'there'], node);
  expect(readFileSync(join(app, 'there/model.js'), 'utf8') === readFileSync(join(app, 'here/model.js'), 'utf8')).toBe(
    true,
  );
});

test('Vite empties the default folder, as the note says, and keeps the one that it names', async () => {
  const site = join(project, 'site');
  write(site, {
    'package.json': '{ "type": "module" }',
    'vite.config.js': 'export default {};',
    'model.ts': `${dsl}${net('8')}`,
    'index.html': '<!doctype html><script type="module" src="/main.js"></script>',
    'main.js': 'document.title = "site";',
  });
  const note = 'note: vite build empties dist, as far as vite.config.js tells';
  expect(await runIn(site, 'npx', ['resnet-compile', 'model.ts', '--target', 'js'])).toContain(note);
  expect(await runIn(site, 'npx', ['resnet-compile', 'model.ts', '--target', 'js', '--out', 'compiled'])).not.toContain(
    'note:',
  );
  await runIn(site, binaryOf('vite'), ['build']);
  expect(['dist/index.html', 'dist/model.js', 'compiled/model.js'].map((path) => existsSync(join(site, path)))).toEqual(
    [true, false, true],
  );
});

test.runIf(thorough)(
  `Yarn's Plug'n'Play: a package of the registry with its types, one of the workspace, and what nobody depends on${leftOut}`,
  async () => {
    const yarns = emptyFolder();
    await runIn(yarns, 'npm', ['init', '-y']);
    await runIn(yarns, 'npm', ['install', '--no-audit', '--no-fund', '@yarnpkg/cli-dist@4.18.0']);
    const yarn = (folder: string, options: readonly string[]): Promise<string> =>
      runIn(folder, process.execPath, [join(yarns, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js'), ...options]);
    const registry = (await runIn(yarns, 'npm', ['config', 'get', 'registry'])).trim().replace(/\/$/, '');
    const workspace = emptyFolder();
    const packed = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
    write(workspace, {
      ...blocks,
      'yarn.lock': '',
      '.yarnrc.yml': `nodeLinker: pnp\nenableTelemetry: false\nenableImmutableInstalls: false\nnpmRegistryServer: ${JSON.stringify(registry)}\nunsafeHttpWhitelist: ["*"]\n`,
      'package.json': JSON.stringify({ name: 'root', private: true, workspaces: ['packages/*'], resolutions: packed }),
      'packages/app/package.json': JSON.stringify({
        name: 'app',
        dependencies: { 'resnet-compile': packed['resnet-compile'], yaml: '^2', '@acme/blocks': 'workspace:*' },
      }),
      'packages/app/model.ts': `${dsl}import { Depth } from '@acme/blocks';\nimport { parse, type Document } from 'yaml';\nexport type Kept = Document;\nconst more: number = parse('0');\n${net('Depth.least + more')}`,
      'packages/app/wrong.ts': `${dsl}import { parse } from 'yaml';\nimport { none } from 'esbuild';\nexport const text: number = parse;\n${net('none')}`,
    });
    await yarn(workspace, ['install']);
    const app = join(workspace, 'packages/app');
    expect(existsSync(join(workspace, 'node_modules'))).toBe(false);
    await yarn(app, ['resnet-compile', 'model.ts']);
    expect(existsSync(join(app, 'dist/model.js'))).toBe(true);
    const { stderr } = await yarn(app, ['resnet-compile', 'wrong.ts']).then(
      () => ({ stderr: 'nothing is wrong' }),
      (error: { stdout: string; stderr: string }) => ({ stderr: error.stdout + error.stderr }),
    );
    expect(stderr.match(/wrong\.ts:\S+ error \w+/g)).toEqual([
      'wrong.ts:3:22 error TS2307',
      'wrong.ts:4:14 error TS2322',
    ]);
  },
  300_000,
);
