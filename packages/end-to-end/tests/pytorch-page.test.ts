import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { expect, test } from 'vitest';
import { thorough } from './thorough.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(join(root, 'docs/pytorch.md'), 'utf8');

/** PYTHON, or the first python3 on the PATH that has torch. */
const python = (process.env['PYTHON'] ? [process.env['PYTHON']] : programs('python3')).find((program) => {
  try {
    execFileSync(program, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

function programs(name: string): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).filter((path) => existsSync(path));
}

type Step =
  | { readonly file: string; readonly text: string }
  | { readonly file?: never; readonly commands: readonly (readonly string[])[] };

/** What the page has its reader write, and run, in order. */
const steps = Array.from(page.matchAll(/^```(ts|py|sh)\n([^]*?)^```$/gm), ([, language, text = '']): Step => {
  if (language !== 'sh') return { file: /^(?:\/\/|#) ([\w-]+\.(?:ts|py))\n/.exec(text)?.[1] ?? '', text };
  const lines = text.trim().split('\n');
  return { commands: lines.map((line) => line.replace(/ #.*/, '').trim().split(/\s+/)) };
});

const said: Readonly<Record<string, RegExp>> = {
  'python model.py': /^269,722 parameters\nof zeros: \(1, 10\), sum [-\d.e]+\n$/,
  'python finetune.py': /^(step \d: loss \d+\.\d{4}\n){5}$/,
  'torchrun --nproc_per_node 2 ddp.py': /^2 processes, equal: True\n$/,
};

/** The programs of the page's reader. */
const started: Readonly<Record<string, readonly string[]>> = {
  npx: [process.execPath, join(root, 'packages/resnet-compile/dist/cli/main.js')],
  ...(python ? { python: [python], torchrun: [python] } : {}),
};

/** A port that nobody has. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/**
 * What torchrun does: a process for each rank, told by its environment. It itself fails in Debian's PyTorch 1.13, which
 * Python 3.11 is too new for.
 */
async function torchrun(folder: string, program: string, script: string): Promise<string> {
  const port = String(await freePort());
  const ranks = ['0', '1'].map((RANK) =>
    promisify(execFile)(program, [script], {
      cwd: folder,
      env: { ...process.env, ...oneThread, RANK, WORLD_SIZE: '2', MASTER_ADDR: '127.0.0.1', MASTER_PORT: port },
    }),
  );
  return (await Promise.all(ranks)).map(({ stdout }) => stdout).join('');
}

const oneThread = { OMP_NUM_THREADS: '1' };

const missing = python ? (thorough ? '' : ', in one process') : ', without PyTorch, which is not here';

test(`docs/pytorch.md: what its commands print${missing}`, async () => {
  const folder = join(temporaryFolder('documentation-'), 'pytorch');
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const done: string[] = [];
  for (const step of steps) {
    if (step.file !== undefined) {
      writeFileSync(join(folder, step.file), step.text);
      continue;
    }
    for (const [program = '', ...given] of step.commands) {
      const [first, ...before] = started[program] ?? [];
      const own = program === 'npx' ? given.slice(1) : given;
      // Without PyTorch, what it would have saved is not there; several processes take their time to start.
      const isLeftOut = program === 'torchrun' || own.includes('trained.pth');
      if (first === undefined || (!python && own[0] === 'weights') || (isLeftOut && !thorough)) continue;
      const stdout =
        program === 'torchrun'
          ? await torchrun(folder, first, given.at(-1) ?? '')
          : (
              await promisify(execFile)(first, [...before, ...own], {
                cwd: folder,
                env: { ...process.env, ...oneThread },
              })
            ).stdout;
      const line = [program, ...given].join(' ');
      if (said[line]) expect(stdout, line).toMatch(said[line]);
      done.push(line);
    }
  }
  expect(done).toHaveLength(python ? (thorough ? 6 : 4) : 1);
  expect(existsSync(join(folder, python ? 'finetuned.safetensors' : 'model.py.safetensors'))).toBe(true);
}, 240_000);
