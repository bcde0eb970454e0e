import { callback, kind, type Kinds } from '@resnet-compile/options';
import { download } from '../files/download.ts';
import { isLocal, pathOf, textOf, type Place } from '../files/folder.ts';
import { DataError } from '../data-error.ts';
import { hostModule, nodeModule } from '../files/node-modules.ts';
import type { OnProgress } from '../files/progress.ts';
import { unpackArchive } from '../files/unpack-archive.ts';

/** Whether what is missing is downloaded. */
export interface DownloadOptions {
  /**
   * Gets the files that `folder` lacks, from where the data set is published or, as a string, from another server's folder;
   * the checksums are the published ones in any case. A download that broke off goes on from there. Not in a page.
   */
  readonly download?: boolean | string;
  /** Told how much of each download has come. */
  readonly onProgress?: OnProgress;
}

/** What the options may be that all published sets have in common. */
export const downloadKinds: Kinds<DownloadOptions> = {
  download: kind(
    'true, false or the address of a folder',
    (value) => typeof value === 'boolean' || (typeof value === 'string' && value !== ''),
  ),
  onProgress: callback,
};

/** A file that is published, and its md5 checksum. */
export interface Published {
  readonly name: string;
  readonly md5: string;
}

/** The end of a message that something is missing: nothing can be downloaded into a page. */
export const howToObtain = (folder: Place): string => (isLocal(folder) ? '; download: true gets what is missing' : '');

/** Downloads the .tar.gz and unpacks `names` of it into the folder, where one is missing; the archive is then deleted. */
export async function obtainArchive(
  archive: Published,
  names: readonly string[],
  site: string,
  folder: Place,
  options: DownloadOptions,
): Promise<void> {
  const { path, lacks } = places(folder);
  if ((await Promise.all(names.map((name) => lacks([name])))).every((isMissing) => !isMissing)) return;
  const target = path(archive.name);
  if (await lacks([archive.name])) await get(archive, site, target, options);
  await unpackArchive(target, pathOf(folder), names);
  await hostModule('fs/promises').rm(target);
}

/** Downloads those files that the folder has under none of the names that `namesOf` gives. */
export async function obtainFiles(
  files: readonly Published[],
  namesOf: (name: string) => readonly string[],
  site: string,
  folder: Place,
  options: DownloadOptions,
): Promise<void> {
  const { path, lacks } = places(folder);
  for (const file of files) if (await lacks(namesOf(file.name))) await get(file, site, path(file.name), options);
}

function places(folder: Place) {
  const files = nodeModule('fs/promises');
  if (!files || !isLocal(folder))
    throw new DataError(
      `cannot download into ${textOf(folder)}: it is no folder on this machine; leave out download and serve the files there`,
    );
  const path = (name: string): string => hostModule('path').join(pathOf(folder), name);
  const lacks = async (names: readonly string[]): Promise<boolean> =>
    (
      await Promise.all(
        names.map((name) =>
          files.access(path(name)).then(
            () => false,
            () => true,
          ),
        ),
      )
    ).every(Boolean);
  return { path, lacks };
}

const get = (
  { name, md5 }: Published,
  site: string,
  path: string,
  { download: from, onProgress }: DownloadOptions,
): Promise<void> =>
  download({ url: `${(typeof from === 'string' ? from : site).replace(/\/+$/, '')}/${name}`, md5, path, onProgress });
