import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a program is a Python that has torch. */
function hasTorch(program: string): boolean {
  try {
    execFileSync(program, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** PYTHON, or the first python3 on the PATH that has torch. */
function findPython(): string | undefined {
  const { PYTHON, PATH = '' } = process.env;
  const programs = PYTHON ? [PYTHON] : PATH.split(delimiter).map((folder) => join(folder, 'python3'));
  return programs.find((program) => (program === PYTHON || existsSync(program)) && hasTorch(program));
}

export const python = findPython();

/** Behind the names of tests that are left out. */
export const withoutTorch = python ? '' : ' (only where PYTHON, or a python3 on the PATH, has torch)';
