import { readFile } from 'node:fs/promises';
import { parseTuningRecord, type TuningRecord } from '@resnet-compile/compiler';
import { UserError } from './user-error.ts';

/** Where the record of a model file is: beside it. */
export const recordPath = (model: string): string => `${model.replace(/\.[^./\\]+$/, '')}.tune.json`;

/** The record of a model file; an empty one where there is no file. @throws {UserError} where the file is no record. */
export async function readRecord(model: string): Promise<TuningRecord> {
  const path = recordPath(model);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UserError(`cannot read ${path}: ${(error as Error).message}; nothing was written.`);
  }
  try {
    return parseTuningRecord(text);
  } catch (error) {
    throw new UserError(
      `${path} is no record of resnet-compile tune: ${(error as Error).message}; nothing was written. Delete it, or run resnet-compile tune ${model} again.`,
    );
  }
}
