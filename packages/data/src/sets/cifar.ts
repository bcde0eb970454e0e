import { checkOptions, oneOf, type Kinds } from '@resnet-compile/options';
import { DataError } from '../data-error.ts';
import type { Dataset } from '../dataset.ts';
import { placeIn, placeKind, readPlace, textOf, type Place } from '../files/folder.ts';
import type { Shape } from '../image.ts';
import { inMemory, sharedBytes } from '../in-memory.ts';
import { cifar100Classes, cifar100Superclasses } from './cifar-100-classes.ts';
import { downloadKinds, howToObtain, obtainArchive, type DownloadOptions, type Published } from './obtain.ts';
import type { Splits } from './splits.ts';

/** Where CIFAR-10 lies, and whether it is downloaded. */
export interface CifarOptions extends DownloadOptions {
  /** The folder of the unpacked binary version: a path, or in a page an address. */
  readonly folder?: Place;
}

/** Where CIFAR-100 lies, whether it is downloaded, and which labels are taken. */
export interface Cifar100Options extends CifarOptions {
  /** The 100 classes, or the 20 superclasses that they belong to. */
  readonly labels?: 'fine' | 'coarse';
}

const shape: Shape = [3, 32, 32];
const imageBytes = 3 * 32 * 32;

/** Layout: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version". */
interface Layout {
  readonly name: string;
  readonly folder: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** Of a record, before its 3×32×32 bytes of pixels. */
  readonly labelBytes: readonly string[];
  readonly archive: Published;
}

const cifarKinds: Kinds<CifarOptions> = { folder: placeKind, ...downloadKinds };

const site = 'https://www.cs.toronto.edu/~kriz';

const layout10: Layout = {
  name: 'CIFAR-10',
  folder: 'data/cifar-10-batches-bin',
  train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
  test: ['test_batch.bin'],
  labelBytes: ['class'],
  archive: { name: 'cifar-10-binary.tar.gz', md5: 'c32a1d4ab5d03f1284b67883e8d87530' },
};
const layout100: Layout = {
  name: 'CIFAR-100',
  folder: 'data/cifar-100-binary',
  train: ['train.bin'],
  test: ['test.bin'],
  labelBytes: ['superclass', 'class'],
  archive: { name: 'cifar-100-binary.tar.gz', md5: '03b5dce01913d631647c71ecec9e9cb8' },
};

const cifar10Classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/**
 * CIFAR-10 (Krizhevsky 2009): 50,000 and 10,000 images of 3×32×32. `folder` is data/cifar-10-batches-bin where nothing else
 * is said.
 * @throws {DataError} where a file is missing, cut off, or has a label that is none.
 * @throws {TypeError | RangeError} for an option that there is not, or that is none.
 */
export async function cifar10(options: CifarOptions = {}): Promise<Splits> {
  checkOptions('cifar10', options, cifarKinds);
  return read(layout10, 0, cifar10Classes, options);
}

/** CIFAR-100: as CIFAR-10, with 100 classes; in data/cifar-100-binary. @throws {DataError} as `cifar10` does. */
export async function cifar100(options: Cifar100Options = {}): Promise<Splits> {
  checkOptions<Cifar100Options>('cifar100', options, { ...cifarKinds, labels: oneOf(['fine', 'coarse']) });
  const { labels = 'fine' } = options;
  return labels === 'fine'
    ? read(layout100, 1, cifar100Classes, options)
    : read(layout100, 0, cifar100Superclasses, options);
}

async function read(
  layout: Layout,
  labelByte: number,
  classes: readonly string[],
  { folder = layout.folder, ...options }: CifarOptions,
): Promise<Splits> {
  if (options.download) await obtainArchive(layout.archive, [...layout.train, ...layout.test], site, folder, options);
  const split = async (part: 'train' | 'test'): Promise<Dataset<ArrayBuffer>> => {
    const files = await Promise.all(
      layout[part].map(async (name) => ({
        name,
        place: placeIn(folder, name),
        bytes: await readPlace(placeIn(folder, name)),
      })),
    );
    const missing = files.filter(({ bytes }) => bytes === undefined).map(({ name }) => name);
    if (missing.length) {
      throw new DataError(
        `${layout.name}: there is no ${missing.join(', ')} in ${textOf(folder)}; expected the files of ${layout.name}'s binary version there${howToObtain(folder)}`,
      );
    }
    return readRecords(
      { ...layout, name: `${layout.name}, ${part}` },
      labelByte,
      classes,
      files as readonly CifarFile[],
    );
  };
  return { train: await split('train'), test: await split('test') };
}

interface CifarFile {
  readonly place: string;
  readonly bytes: Uint8Array;
}

/** Records of one or two label bytes and 3×32×32 pixel bytes: planes of red, green and blue. */
function readRecords(
  { name, labelBytes }: Layout,
  labelByte: number,
  classes: readonly string[],
  files: readonly CifarFile[],
): Dataset<ArrayBuffer> {
  const record = labelBytes.length + imageBytes;
  for (const { place, bytes } of files) {
    if (bytes.length === 0 || bytes.length % record)
      throw new DataError(
        `${place} has ${bytes.length} bytes; expected a multiple of ${record}, a record: it is cut off, or no file of ${name.split(',')[0]}'s binary version`,
      );
  }
  const count = files.reduce((sum, { bytes }) => sum + bytes.length / record, 0);
  const pixels = sharedBytes(count * imageBytes);
  const labels = new Int32Array(count);
  let index = 0;
  for (const { place, bytes } of files) {
    for (let at = 0; at < bytes.length; at += record, index++) {
      const label = bytes[at + labelByte]!;
      if (label >= classes.length)
        throw new DataError(
          `${place}: record ${at / record} has the ${labelBytes[labelByte]} ${label}; expected 0 to ${classes.length - 1}`,
        );
      labels[index] = label;
      pixels.set(bytes.subarray(at + labelBytes.length, at + record), index * imageBytes);
    }
  }
  return inMemory({ name, pixels, labels, shape, classes });
}
