import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fileOf, importCycle, packageOf, packagesFolder, readPackages, type Import } from './workspace-imports.ts';

interface Layer {
  readonly uses: readonly string[];
  /** Only what is gone once types are erased. */
  readonly types?: readonly string[];
  /** What it depends on without importing it, so that the optional packages of another are installed. */
  readonly brings?: readonly string[];
  readonly private?: true;
}

/** What each package may import of the others. */
const layers: Readonly<Record<string, Layer>> = {
  ir: { uses: [] },
  options: { uses: [] },
  dsl: { uses: ['options'] },
  weights: { uses: ['options'] },
  data: { uses: ['options'] },
  trainer: { uses: ['options', 'weights'] },
  mpi: { uses: ['options'] },
  analyse: { uses: ['options'] },
  vision: {
    uses: ['options', 'data', 'weights'],
    brings: ['@jsquash/jpeg', '@jsquash/png', '@jsquash/webp', 'omggif', 'utif2'],
  },
  compiler: { uses: ['ir', 'options', 'dsl'] },
  reference: { uses: ['ir', 'options'] },
  onnx: { uses: ['ir', 'options', 'dsl', 'weights', 'compiler'] },
  pytorch: { uses: ['options', 'dsl'] },
  plan: { uses: ['ir'] },
  'backend-cpu': { uses: ['ir', 'plan'] },
  'backend-webgpu': { uses: ['ir', 'plan'] },
  runtime: { uses: ['options', 'weights', 'ir', 'plan'] },
  module: { uses: ['ir', 'options', 'plan', 'runtime'] },
  driver: {
    uses: ['ir', 'options', 'dsl', 'compiler', 'plan', 'backend-cpu', 'backend-webgpu', 'module'],
  },
  finetune: { uses: ['options', 'dsl', 'weights', 'data', 'vision', 'trainer', 'driver'] },
  source: { uses: ['options', 'dsl'] },
  'resnet-compile': {
    uses: [
      'ir',
      'options',
      'dsl',
      'weights',
      'vision',
      'compiler',
      'onnx',
      'pytorch',
      'plan',
      'backend-cpu',
      'backend-webgpu',
      'runtime',
      'driver',
      'finetune',
      'source',
    ],
  },
  testing: { uses: ['dsl', 'ir', 'weights'], private: true },
  'end-to-end': { uses: [], private: true },
};

const packages = readPackages();
const folderOf = (name: string | undefined): string | undefined =>
  packages.find(({ manifest }) => manifest.name === name)?.folder;
const imports = packages.flatMap((one) => one.imports);
const told = (some: readonly Import[]): readonly string[] =>
  some.map(({ from, specifier }) => `${from} imports ${specifier}`);
const inFolder = ({ from }: Import): string => from.split('/')[0]!;

test('every package has its place, and the private ones are private', () => {
  expect(packages.map(({ folder }) => folder)).toEqual(Object.keys(layers).sort());
  for (const { folder, manifest } of packages) {
    expect(manifest.name).toBe(folder === 'resnet-compile' ? folder : `@resnet-compile/${folder}`);
    expect(manifest.private === true, folder).toBe(layers[folder]!.private === true);
  }
  expect(imports.length).toBeGreaterThan(300);
});

test('dependencies between packages point one way', () => {
  const against = imports.filter((one) => {
    const to = folderOf(packageOf(one.specifier));
    const { uses, types = [] } = layers[inFolder(one)]!;
    return to !== undefined && to !== inFolder(one) && !uses.includes(to) && !(one.isType && types.includes(to));
  });
  expect(told(against)).toEqual([]);
  // The list itself has no circle: what a package uses stands before it.
  const order = Object.keys(layers);
  for (const [folder, { uses, types = [] }] of Object.entries(layers)) {
    for (const used of [...uses, ...types])
      if (folder !== 'testing')
        expect(order.indexOf(used), `${folder} uses ${used}`).toBeLessThan(order.indexOf(folder));
  }
});

const testImports = packages.flatMap((one) => one.testImports);

/** What of another package a file imports by its path. */
const reached = (one: Import): string | undefined => {
  const file = fileOf(one);
  return file === undefined || file.startsWith(`${inFolder(one)}/`) ? undefined : file;
};

test('no file reaches into another package by its path', () => {
  expect(told(imports.filter((one) => reached(one) !== undefined))).toEqual([]);
});

/**
 * What tests import of other packages by its path, since these do not export it, or stand above. It is to become less:
 * whoever needs one no longer takes it out, and nobody adds one.
 */
const reachedByTests: Readonly<Record<string, readonly string[]>> = {
  'backend-cpu': [
    'runtime/src/cpu/cpu-engine.ts',
    'runtime/src/cpu/cpu-training-engine.ts',
    'runtime/src/cpu/kernels.ts',
    'runtime/src/cpu/start-programs.ts',
    'runtime/src/cpu/training-steps.ts',
    'runtime/src/engine.ts',
    'runtime/src/prepare.ts',
    'runtime/src/threads/thread-pool.ts',
    'runtime/src/training/training-engine.ts',
  ],
  'backend-webgpu': [
    'runtime/src/compute-outputs.ts',
    'runtime/src/prepare.ts',
    'runtime/src/training/trainer.ts',
    'runtime/src/webgpu/find-adapter.ts',
    'runtime/src/webgpu/training/web-gpu-trainer.ts',
    'runtime/src/webgpu/web-gpu-engine.ts',
  ],
};

test('tests reach into other packages where they did, and nowhere else', () => {
  const found: Record<string, string[]> = {};
  for (const one of testImports) {
    const file = reached(one);
    if (file === undefined) continue;
    const files = (found[inFolder(one)] ??= []);
    if (!files.includes(file)) files.push(file);
  }
  for (const files of Object.values(found)) files.sort();
  expect(found).toEqual(reachedByTests);
});

test.each(packages.map((one) => [one.folder, one] as const))(
  '%s declares what its sources import, and nothing else',
  (_, { folder, manifest, imports: own }) => {
    const root = JSON.parse(readFileSync(join(packagesFolder, '../package.json'), 'utf8')) as {
      devDependencies: object;
    };
    // A package may read by its name what its build writes.
    const others = own.filter(({ specifier }) => packageOf(specifier) !== manifest.name);
    const imported = new Set(others.flatMap(({ specifier }) => packageOf(specifier) ?? []));
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    // A private package is not installed anywhere else: it may use what the repository has.
    const given = layers[folder]!.private ? Object.keys(root.devDependencies) : [];
    expect([...imported].filter((name) => !declared.includes(name) && !given.includes(name))).toEqual([]);
    expect(declared.filter((name) => !imported.has(name)).sort()).toEqual(layers[folder]!.brings ?? []);
  },
);

test('versions are exact, and the same everywhere', () => {
  const versions = new Map<string, string>();
  for (const { manifest } of packages) {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(versions.get(name) ?? version, name).toBe(version);
      versions.set(name, version);
    }
  }
});

test('backends never import the compiler', () => {
  expect(
    told(imports.filter((one) => inFolder(one).startsWith('backend-') && /compiler|dsl/.test(one.specifier))),
  ).toEqual([]);
});

test('only source imports ts-morph, and only the command line imports commander', () => {
  expect(new Set(imports.filter(({ specifier }) => specifier === 'ts-morph').map(inFolder))).toEqual(
    new Set(['source']),
  );
  expect(
    new Set(imports.filter(({ specifier }) => specifier === 'commander').map(({ from }) => dirname(from))),
  ).toEqual(new Set(['resnet-compile/src/cli']));
});

test('only source, resnet-compile, testing and trainer/src/node import modules of Node; others may name their types', () => {
  const allowed = /^(source|resnet-compile|testing|trainer\/src\/node)\//;
  expect(
    told(imports.filter((one) => one.specifier.startsWith('node:') && !one.isType && !allowed.test(one.from))),
  ).toEqual([]);
});

test('sources do not import what is for tests', () => {
  expect(
    told(
      imports.filter(
        (one) =>
          /^vitest|^fast-check$|^@resnet-compile\/(testing|reference|end-to-end)/.test(one.specifier) &&
          !layers[inFolder(one)]!.private,
      ),
    ),
  ).toEqual([]);
});

test('no circle of imports, of types or of tests', () => {
  expect(importCycle([...imports, ...testImports])).toBeUndefined();
});

const edge = (from: string, specifier: string, isType = false): Import => ({ from, specifier, isType });

test('the check for circles finds one', () => {
  expect(
    importCycle([edge('a/src/a.ts', './b/c.ts'), edge('a/src/b/c.ts', '../d.ts'), edge('a/src/d.ts', './a.ts')]),
  ).toEqual(['a/src/a.ts', 'a/src/b/c.ts', 'a/src/d.ts', 'a/src/a.ts']);
  expect(importCycle([edge('a/src/a.ts', './b.ts'), edge('a/src/b.ts', './a.ts', true)])).toEqual([
    'a/src/a.ts',
    'a/src/b.ts',
    'a/src/a.ts',
  ]);
  expect(importCycle([edge('a/src/a.ts', './b.ts'), edge('a/src/b.ts', '@a/a', true)])).toBeUndefined();
});

test('files are named in kebab-case after what they hold; nothing is called utils', () => {
  const names = packages.flatMap(({ files }) => files);
  expect(
    names.filter(
      (path) =>
        /^(utils?|helpers?|common|misc|shared)\b/i.test(basename(path)) ||
        /\/(utils?|helpers?|common|misc|shared)\//i.test(path),
    ),
  ).toEqual([]);
  expect(names.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.[cm]?[jt]s$/.test(basename(path)))).toEqual([]);
});

test('the main entry of resnet-compile, as built, has nothing of Node and nothing of the compiler behind it', async () => {
  const { metafile } = await build({
    entryPoints: [join(packagesFolder, 'resnet-compile/dist/index.js')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    absWorkingDir: packagesFolder,
  });
  const behind = Object.keys(metafile.inputs);
  expect(
    behind.filter((path) => !/^(resnet-compile\/dist\/index\.js$|dsl\/dist\/|options\/dist\/)/.test(path)),
  ).toEqual([]);
  expect(behind.length).toBeGreaterThan(10);
});
