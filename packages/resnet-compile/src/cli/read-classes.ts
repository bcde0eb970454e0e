import { readFile } from 'node:fs/promises';
import type { Labels, Preprocess } from '@resnet-compile/vision';
import { UserError } from './user-error.ts';

/** Names of classes: `imagenet-1k`, or a file that has one on each line, or a list in JSON. What they have to be, the classifier checks. */
export async function readLabels(command: string, given: string): Promise<Labels> {
  if (given === 'imagenet-1k') return given;
  const text = await textOf(`${command}: --labels`, given);
  if (text.trimStart().startsWith('[')) return parsed(`${command}: --labels`, given, text) as Labels;
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** How pictures are prepared: the name of a published checkpoint, or a JSON file. */
export async function readPreprocess(command: string, given: string): Promise<Preprocess | string> {
  return given.endsWith('.json')
    ? (parsed(`${command}: --preprocess`, given, await textOf(`${command}: --preprocess`, given)) as Preprocess)
    : given;
}

async function textOf(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${option}: cannot read ${path}: ${code === 'ENOENT' ? 'there is no such file' : message}`);
  }
}

function parsed(option: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${option}: ${path} is no JSON: ${(error as Error).message}`);
  }
}
