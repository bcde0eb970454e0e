import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

const start = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));

const isOfNodeModules = (folder: string): boolean => folder.split(/[\\/]/).includes('node_modules');
const outside = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !isOfNodeModules(folder));

/** Whether the machine has a program. */
export const isInstalled = (program: string): boolean => outside.some((folder) => existsSync(join(folder, program)));

/** Another Node, of version 20, on the search path. */
export async function node20(): Promise<string | undefined> {
  for (const program of outside.map((folder) => join(folder, 'node')).filter((path) => existsSync(path))) {
    const { stdout } = await start(program, ['--version']);
    if (stdout.startsWith('v20.')) return realpathSync(program);
  }
  return undefined;
}

/** What a user's shell has: nothing of the npm script that runs this test, and this Node before all others. */
function environment(node: string): NodeJS.ProcessEnv {
  const kept = /^npm_config_(registry|cache|cafile|userconfig|globalconfig|proxy|https_proxy|noproxy|strict_ssl)$/i;
  const own = Object.entries(process.env).filter(
    ([name]) => (!/^npm_/i.test(name) || kept.test(name)) && !/^(NODE_ENV|NODE_OPTIONS|VITEST.*|INIT_CWD)$/.test(name),
  );
  return { ...Object.fromEntries(own), PATH: [dirname(node), ...outside].join(delimiter) };
}

/** Runs a program as in a user's shell, which may have `variables` besides. @throws {Error} with what it printed where it fails. */
export async function runIn(
  folder: string,
  program: string,
  options: readonly string[],
  node: string = process.execPath,
  variables: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { stdout } = await start(program, [...options], {
    cwd: folder,
    env: { ...environment(node), ...variables },
    maxBuffer: 64 * 2 ** 20,
  });
  return stdout;
}

export const binaryOf = (name: string): string => join(root, 'node_modules', '.bin', name);

export interface Tarball {
  readonly name: string;
  readonly path: string;
  readonly files: readonly string[];
}

const temporary = temporaryFolder('packed-');
let count = 0;

/** Packs every package that is not private. */
export async function packAll(): Promise<readonly Tarball[]> {
  const folders = readdirSync(join(root, 'packages')).filter((name) =>
    existsSync(join(root, 'packages', name, 'package.json')),
  );
  const published = folders.filter(
    (name) =>
      (JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as { private?: boolean })
        .private !== true,
  );
  const workspaces = published.flatMap((name) => ['--workspace', `packages/${name}`]);
  const printed = JSON.parse(
    await runIn(root, 'npm', ['pack', '--json', '--pack-destination', temporary, ...workspaces]),
  ) as unknown;
  const packed = Object.values(printed as object) as { name: string; filename: string; files: { path: string }[] }[];
  return packed.map(({ name, filename, files }) => ({
    name,
    path: join(temporary, filename),
    files: files.map(({ path }) => path),
  }));
}

export function emptyFolder(): string {
  const folder = join(temporary, `project ${++count}`);
  mkdirSync(folder);
  return folder;
}

/** An empty folder, as `npm init -y` leaves it, with these packages installed. */
export async function userProject(tarballs: readonly Tarball[]): Promise<string> {
  const folder = emptyFolder();
  await runIn(folder, 'npm', ['init', '-y']);
  await runIn(folder, 'npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    ...tarballs.map(({ path }) => path),
  ]);
  return folder;
}
