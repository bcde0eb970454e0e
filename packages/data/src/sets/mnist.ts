import { checkOptions, type Kinds } from '@resnet-compile/options';
import { DataError } from '../data-error.ts';
import type { Dataset } from '../dataset.ts';
import { placeIn, placeKind, readPlace, textOf, type Place } from '../files/folder.ts';
import { gunzip, isGzip } from '../files/gunzip.ts';
import { inMemory, sharedBytes } from '../in-memory.ts';
import { readIdx, type Idx } from './idx.ts';
import { downloadKinds, howToObtain, obtainFiles, type DownloadOptions, type Published } from './obtain.ts';
import type { Splits } from './splits.ts';

/** Where the files lie, and whether they are downloaded. */
export interface MnistOptions extends DownloadOptions {
  /** The folder with the four IDX files, gzipped or not: a path, or in a page an address. */
  readonly folder?: Place;
}

const mnistKinds: Kinds<MnistOptions> = { folder: placeKind, ...downloadKinds };

const names = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

interface Publication {
  readonly name: string;
  readonly classes: readonly string[];
  readonly folder: string;
  readonly site: string;
  /** Of its files. */
  readonly md5: Readonly<Record<(typeof names)[number], string>>;
}

/** The site of the paper refuses to be asked by programs; this is the copy that torchvision asks. */
const digits: Publication = {
  name: 'MNIST',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  folder: 'data/mnist',
  site: 'https://ossci-datasets.s3.amazonaws.com/mnist',
  md5: {
    'train-images-idx3-ubyte': 'f68b3c2dcbeaaa9fbdd348bbdeb94873',
    'train-labels-idx1-ubyte': 'd53e105ee54ea40749a09fcbcd1e9432',
    't10k-images-idx3-ubyte': '9fb629c4189551a2d022fa330f9573f3',
    't10k-labels-idx1-ubyte': 'ec29112dd5afa0611ce80d1b7f02629c',
  },
};
const clothes: Publication = {
  name: 'Fashion-MNIST',
  classes: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  folder: 'data/fashion-mnist',
  site: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
  md5: {
    'train-images-idx3-ubyte': '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
    'train-labels-idx1-ubyte': '25c81989df183df01b3e8a0aad5dffbe',
    't10k-images-idx3-ubyte': 'bef4ecab320f06d8554ea6380940ec79',
    't10k-labels-idx1-ubyte': 'bb300cfdad3c16e7a12a480ee83cd310',
  },
};

/**
 * MNIST (LeCun et al. 1998): 60,000 and 10,000 digits of 1×28×28; in data/mnist where nothing else is said.
 * @throws {DataError} where a file is missing or is not what it should be.
 * @throws {TypeError | RangeError} for an option that there is not, or that is none.
 */
export async function mnist(options: MnistOptions = {}): Promise<Splits> {
  checkOptions('mnist', options, mnistKinds);
  return read(digits, options);
}

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): as MNIST, ten kinds of clothes; in data/fashion-mnist.
 * @throws {DataError} where a file is missing or is not what it should be.
 * @throws {TypeError | RangeError} for an option that there is not, or that is none.
 */
export async function fashionMnist(options: MnistOptions = {}): Promise<Splits> {
  checkOptions('fashionMnist', options, mnistKinds);
  return read(clothes, options);
}

async function read(
  { name, classes, site, md5, folder: usual }: Publication,
  { folder = usual, ...options }: MnistOptions,
): Promise<Splits> {
  if (options.download) {
    const published: readonly Published[] = names.map((each) => ({ name: `${each}.gz`, md5: md5[each] }));
    await obtainFiles(published, (file) => namesOf(file.replace(/\.gz$/, '')), site, folder, options);
  }
  const split = async (part: 'train' | 'test', prefix: string): Promise<Dataset<ArrayBuffer>> => {
    const images = await readFile(folder, `${prefix}-images-idx3-ubyte`, 3);
    const labels = await readFile(folder, `${prefix}-labels-idx1-ubyte`, 1);
    const [count, height, width] = images.shape as [number, number, number];
    if (labels.data.length !== count)
      throw new DataError(
        `${name}: ${prefix}-images-idx3-ubyte has ${count} images and ${prefix}-labels-idx1-ubyte ${labels.data.length} labels; they belong to different sets`,
      );
    const pixels = sharedBytes(images.data.length);
    pixels.set(images.data);
    return inMemory({ name: `${name}, ${part}`, pixels, labels: labels.data, shape: [1, height, width], classes });
  };
  return { train: await split('train', 'train'), test: await split('test', 't10k') };
}

/** As it is called on its site, unpacked or gzipped, or with a dot, as some tools unpack it. */
const namesOf = (name: string): readonly string[] => [name, `${name}.gz`, name.replace('-idx', '.idx')];

async function readFile(folder: Place, name: string, dimensions: number): Promise<Idx> {
  for (const each of namesOf(name)) {
    const place = placeIn(folder, each);
    const bytes = await readPlace(place);
    if (bytes) return readIdx(isGzip(bytes) ? await gunzip(bytes, place) : bytes, dimensions, place);
  }
  throw new DataError(`there is no ${name} or ${name}.gz in ${textOf(folder)}${howToObtain(folder)}`);
}
