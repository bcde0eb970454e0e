import { appendFileSync, closeSync, fsyncSync, openSync } from 'node:fs';
import { replaceFile } from './folder-store.ts';
import { WritingError } from './writing-error.ts';

/** A file that begins with some content and grows. */
export interface AppendedFile {
  /** Written when this returns: a process that is killed afterwards loses nothing. */
  readonly add: (content: string | Uint8Array) => void;
  /** What was added survives a power failure from here on. */
  readonly flush: () => void;
  readonly close: () => void;
}

export async function openAppended(path: string, content: string | Uint8Array): Promise<AppendedFile> {
  await replaceFile(path, content);
  const file = openSync(path, 'a');
  return {
    add(content) {
      try {
        appendFileSync(file, content);
      } catch (error) {
        throw new WritingError(path, error);
      }
    },
    flush: () => fsyncSync(file),
    close: () => closeSync(file),
  };
}
