import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdFile, isHeld } from './deno-lock.ts';
import { WritingError } from './writing-error.ts';

/** Another trainer works in the folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/** Who trains into a folder; written into `run.lock`. */
interface Owner {
  readonly pid: number;
  /** Null where the host's name may not be known, as in Deno without a permission. */
  readonly host: string | null;
  /** What tells the process from a later one of its number, where there is such a thing. */
  readonly start: string | null;
  /** When it began. */
  readonly since: string;
  /** Whether it is Deno, which holds the file open in a way that ends with the process. */
  readonly isHeld: boolean;
}

export interface FolderLock {
  /** Says that this process lives. @throws {FolderInUseError} where another trainer has taken the folder over. */
  readonly check: () => void;
  readonly release: () => void;
}

const lockName = 'run.lock';
/** A process of another host that has said nothing for so long is taken for dead; one step is shorter. */
const patience = 10 * 60_000;
const betweenSigns = 30_000;

/** Locks a folder that exists. @throws {FolderInUseError} with its owner, where one lives. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, lockName);
  const own: Owner = {
    pid: process.pid,
    host: hostOrNull(),
    start: startOf(process.pid),
    since: new Date().toISOString(),
    isHeld: 'Deno' in globalThis,
  };
  const content = `${JSON.stringify(own)}\n`;
  try {
    writeFileSync(path, content, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new WritingError(path, error);
    expectDead(folder, path);
    takeOver(path, content);
    // Of two that found the same dead one, the last to write has it.
    await sleep(100);
    expectOwn(folder, path, content);
  }
  const held = holdFile(path);
  const sign = (): void => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      /* Who removed it will be found by the next check. */
    }
  };
  const timer = setInterval(sign, betweenSigns);
  timer.unref();
  return {
    check() {
      expectOwn(folder, path, content);
      sign();
    },
    release() {
      clearInterval(timer);
      held?.release();
      if (contentOf(path) === content) rmSync(path, { force: true });
    },
  };
}

function takeOver(path: string, content: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, content);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new WritingError(path, error);
  }
}

const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

function ownerOf(content: string | undefined): Owner | undefined {
  try {
    const owner = JSON.parse(content ?? '') as Owner;
    return Number.isSafeInteger(owner.pid) && owner.pid > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

const describe = ({ pid, host, since }: Owner): string =>
  `${pid === process.pid && host === hostOrNull() ? 'this process' : `process ${pid}${host === null ? '' : ` on ${host}`}`} has trained into it since ${since}`;

/** A lock that was removed by hand stays removed. */
function expectOwn(folder: string, path: string, content: string): void {
  const found = contentOf(path);
  const owner = ownerOf(found);
  if (found !== content && owner)
    throw new FolderInUseError(
      `${folder} was taken over: ${describe(owner)}. This run ends; nothing that it kept is lost`,
    );
}

function expectDead(folder: string, path: string): void {
  const owner = ownerOf(contentOf(path));
  // Who was killed while it wrote the file has done nothing yet.
  if (!owner) return;
  const state = stateOf(owner, path);
  if (state === 'dead') return;
  const heard = statSync(path).mtimeMs;
  if (state === 'unknown' && Date.now() - heard > patience) return;
  const advice =
    state === 'alive'
      ? 'End it first, or train into another folder'
      : `Whether it still runs cannot be seen from here${'Deno' in globalThis ? ' without --allow-run, --allow-sys' : ''}: if not, remove ${path}, or wait until ${new Date(heard + patience).toISOString()}, ${patience / 60_000} minutes after its last sign`;
  throw new FolderInUseError(`${folder} is in use: ${describe(owner)}. ${advice}`);
}

function stateOf({ pid, host, start, isHeld: holds }: Owner, path: string): 'alive' | 'dead' | 'unknown' {
  const seen = holds ? isHeld(path) : undefined;
  if (seen !== undefined) return seen ? 'alive' : 'dead';
  if (host === null || host !== hostOrNull()) return 'unknown';
  const now = startOf(pid);
  // Numbers are given again, in containers soon.
  if (start !== null && now !== null && start !== now) return 'dead';
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ESRCH' ? 'dead' : code === 'EPERM' ? 'alive' : 'unknown';
  }
}

/** Deno asks for a permission. */
function hostOrNull(): string | null {
  try {
    return hostname();
  } catch {
    return null;
  }
}

/** Linux: the machine's boot and the process's start after it, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // It has ended, and nobody has asked how.
    return state === 'Z' ? 'ended' : `${boot} ${rest[18]}`;
  } catch {
    return null;
  }
}
