import { nearest } from '@resnet-compile/options';
import { DataError } from '../data-error.ts';
import type { ClassFolder } from './list-images.ts';

type Found = ReadonlyMap<string, ClassFolder>;

/**
 * The classes: those that are expected, of which a folder may lack some, or the folders, each with its images.
 * @throws {DataError} where a folder is none of those expected, has no images, or is the same as another but for Unicode's ways to write it.
 */
export function classesOf(name: string, found: Found, expected: readonly string[] | undefined): readonly string[] {
  const folders = [...found.keys()].sort();
  if (folders.length === 0) throw new DataError(`${name} has no folders; expected one for each class, with its images`);
  checkNormalization(name, folders, expected ?? folders);
  if (expected) {
    const others = folders.filter((each) => !expected.includes(each));
    if (others.length === 0) return expected;
    const [first] = others as [string];
    const near = nearest(first, expected);
    throw new DataError(
      `${name} has ${listed(others)}, which ${others.length > 1 ? 'are' : 'is'} not among the ${expected.length} classes that were given: ${listed(expected)}${near === undefined ? '' : `; did you mean ${near} by ${first}?`}`,
    );
  }
  const empty = folders.filter((each) => found.get(each)?.images.length === 0);
  if (empty.length)
    throw new DataError(
      `${name}: there are no images that are read in ${listed(empty)}; remove ${empty.length > 1 ? 'these folders' : 'this folder'}, or pass classes`,
    );
  return folders;
}

/** é is one character or two: systems differ in which they write (Unicode Standard Annex 15). */
function checkNormalization(name: string, folders: readonly string[], classes: readonly string[]): void {
  for (const folder of folders) {
    const twin = classes.find((each) => each !== folder && each.normalize() === folder.normalize());
    if (twin !== undefined)
      throw new DataError(
        `${name}: the class ${folder} is there twice, as ${codesOf(folder)} and as ${codesOf(twin)}: they differ by normalisation (NFC and NFD) alone; write both alike, as by name.normalize()`,
      );
  }
}

/** The characters that are no ASCII, by number. */
const codesOf = (text: string): string =>
  Array.from(text, (each) => (each < '\x7f' ? each : `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}`)).join('');

const isSplit = (name: string): boolean => /^(train|training|val|valid|validation|test|testing)$/i.test(name);

/** Says where the folder seems to be the parent of what was meant: its folders have nothing but folders in them, and are named as the parts of a data set, or there is but one. */
export function warnOfParent(name: string, found: Found): void {
  const folders = [...found];
  const isParent =
    folders.length > 0 &&
    folders.every(([, { folders: inner }]) => inner.length > 0) &&
    (folders.length === 1 || folders.every(([each]) => isSplit(each)));
  if (!isParent) return;
  const [[first, { folders: inner }]] = folders as [[string, ClassFolder]];
  console.warn(
    `${name}: the classes are ${listed(folders.map(([each]) => each))}, which have folders themselves, as ${listed(inner)} in ${first}; if those are the classes, take ${first} itself as the folder`,
  );
}

export const listed = (names: readonly string[]): string =>
  `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
