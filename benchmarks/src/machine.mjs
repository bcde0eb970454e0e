import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

const simd = ['avx', 'avx2', 'fma', 'avx_vnni', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_tile', 'asimd', 'sve'];

/** What a reader needs to judge a measurement; nothing of folders, users or hosts. */
export const describeMachine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  simd: simdOf(),
  cores: availableParallelism(),
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()} ${arch()}`,
  node: process.version,
  v8: process.versions.v8,
  commit: commit(),
  packages: packages(),
});

/** Others' work during a run shows here: one process at a time makes it about 1. */
export const load = () => Number(loadavg()[0].toFixed(2));

function simdOf() {
  if (platform() !== 'linux') return undefined;
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(' ') ?? [];
  return simd.filter((name) => flags.includes(name));
}

/** Of this repository; with + where files differ from it. */
function commit() {
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', '../packages') ? '+' : '');
  } catch {
    return undefined;
  }
}

function packages() {
  return Object.fromEntries([
    ['resnet-compile', read('../../packages/resnet-compile/package.json').version],
    // Of a benchmark that needs no peers, none need be installed.
    ...Object.keys(read('../package.json').dependencies)
      .map((name) => [name, `../node_modules/${name}/package.json`])
      .filter(([, path]) => existsSync(new URL(path, import.meta.url)))
      .map(([name, path]) => [name, read(path).version]),
  ]);
}

const git = (...parameters) =>
  execFileSync('git', parameters, {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
