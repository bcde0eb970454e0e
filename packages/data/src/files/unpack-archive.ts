import { DataError } from '../data-error.ts';
import { chunksOf } from './download.ts';
import { hostModule } from './node-modules.ts';

/**
 * Writes the files `names` of a .tar.gz into `folder`, whatever folder they have in the archive, and nothing else. A file
 * gets its name when it is whole.
 * @throws {DataError} where the archive is broken or lacks one of them.
 */
export async function unpackArchive(archive: string, folder: string, names: readonly string[]): Promise<void> {
  const files = hostModule('fs/promises');
  const { join, posix } = hostModule('path');
  // Where a page makes a bundle, it has no archives, and no reader of them.
  const { createTarDecoder } = await import('modern-tar');
  const missing = new Set(names);
  let part: string | undefined;
  try {
    const entries = streamOf(chunksOf(archive))
      .pipeThrough(new DecompressionStream('gzip'))
      .pipeThrough(createTarDecoder({ strict: true }));
    for await (const { header, body } of entries) {
      const name = posix.basename(header.name);
      if (header.type !== 'file' || !missing.has(name)) {
        // cancel() of one that is read ahead would take the next one's content away (modern-tar 0.8.6).
        for await (const _ of body);
        continue;
      }
      part = join(folder, `${name}.part`);
      await files.writeFile(part, body);
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
