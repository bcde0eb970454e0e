import { DataError } from '../src/index.ts';

/** The message of the DataError that `run` rejects with. */
export async function dataErrorOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof DataError) return error.message;
    throw error;
  }
  throw new Error('no error was thrown');
}
