const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device; free some',
  EDQUOT: 'the disk quota is used up; free some space',
  EFBIG: 'the file would be larger than is allowed',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file stands where the folder should be',
  EISDIR: 'a folder of that name exists',
};

/** What a failed write means to who started the run; undefined for any other error. */
export function writingError(error: Error): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  const reason = reasons[code ?? ''];
  return reason && `Cannot write${path === undefined ? '' : ` ${path}`}: ${reason}.`;
}
