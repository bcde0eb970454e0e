/** A file that this process holds until it ends, however it ends. */
export interface Held {
  readonly release: () => void;
}

interface DenoFile {
  readonly tryLockSync?: (exclusive: boolean) => boolean;
  readonly close: () => void;
}

/** Deno locks files where Node cannot, and needs no further permission for it. */
const deno = (
  globalThis as {
    readonly Deno?: {
      readonly openSync: (path: string, options: { readonly read: boolean; readonly write: boolean }) => DenoFile;
    };
  }
).Deno;

export function holdFile(path: string): Held | undefined {
  const file = deno?.openSync(path, { read: true, write: true });
  file?.tryLockSync?.(true);
  return file && { release: () => file.close() };
}

/** Whether a process holds it; undefined where that cannot be seen. */
export function isHeld(path: string): boolean | undefined {
  const file = deno?.openSync(path, { read: true, write: true });
  try {
    return file?.tryLockSync ? !file.tryLockSync(true) : undefined;
  } finally {
    file?.close();
  }
}
