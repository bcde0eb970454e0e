import { DataError } from '../data-error.ts';
import { chunksOf } from './download.ts';
import { hostModule } from './node-modules.ts';
import { readTar } from './tar.ts';

/**
 * Writes the files `names` of a .tar.gz into `folder`, whatever folder they have in the archive, and nothing else. A file
 * gets its name when it is whole.
 * @throws {DataError} where the archive is broken or lacks one of them.
 */
export async function unpackArchive(archive: string, folder: string, names: readonly string[]): Promise<void> {
  const files = hostModule('fs/promises');
  const { join, posix } = hostModule('path');
  const unpacked = streamOf(chunksOf(archive)).pipeThrough(new DecompressionStream('gzip'));
  const missing = new Set(names);
  let part: string | undefined;
  try {
    for await (const { name: path, isFile, content } of readTar(unpacked)) {
      const name = posix.basename(path);
      if (!isFile || !missing.has(name)) continue;
      part = join(folder, `${name}.part`);
      await files.writeFile(part, content);
      await files.rename(part, join(folder, name));
      missing.delete(name);
    }
  } catch (error) {
    if (part) await files.rm(part, { force: true });
    throw new DataError(
      `${archive} does not unpack: ${(error as Error).message || 'it is no gzip file, or cut off'}; delete it and call again`,
      { cause: error },
    );
  }
  if (missing.size) throw new DataError(`${archive} has no ${[...missing].join(', ')}`);
}

const streamOf = <T>(items: AsyncGenerator<T>): ReadableStream<T> =>
  new ReadableStream<T>({
    async pull(controller) {
      const { value, done } = await items.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => void items.return(undefined),
  });
