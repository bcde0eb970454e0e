import { DataError } from '../data-error.ts';
import type { Dataset } from '../dataset.ts';
import { placeIn, readPlace } from '../files/folder.ts';
import { gunzip, isGzip } from '../files/gunzip.ts';
import { inMemory, sharedBytes } from '../in-memory.ts';
import { readIdx, type Idx } from './idx.ts';
import type { Splits } from './splits.ts';

export interface MnistOptions {
  /** The folder with the four IDX files, gzipped or not: a path, or in a page an address. */
  readonly folder: string | URL;
}

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
const clothes = ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'];

/**
 * MNIST (LeCun et al. 1998): 60,000 and 10,000 digits of 1×28×28.
 * @throws {DataError} where a file is missing or is not what it should be.
 */
export const mnist = (options: MnistOptions): Promise<Splits> => read('MNIST', digits, options);

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): as MNIST, ten kinds of clothes.
 * @throws {DataError} where a file is missing or is not what it should be.
 */
export const fashionMnist = (options: MnistOptions): Promise<Splits> => read('Fashion-MNIST', clothes, options);

async function read(name: string, classes: readonly string[], { folder }: MnistOptions): Promise<Splits> {
  const split = async (part: 'train' | 'test', prefix: string): Promise<Dataset> => {
    const images = await readFile(folder, `${prefix}-images-idx3-ubyte`, 3);
    const labels = await readFile(folder, `${prefix}-labels-idx1-ubyte`, 1);
    const [count, height, width] = images.shape as [number, number, number];
    if (labels.data.length !== count) throw new DataError(`${name}: ${prefix}-images-idx3-ubyte has ${count} images and ${prefix}-labels-idx1-ubyte ${labels.data.length} labels; they belong to different sets`);
    const pixels = sharedBytes(images.data.length);
    pixels.set(images.data);
    return inMemory({ name: `${name}, ${part}`, pixels, labels: labels.data, shape: [1, height, width], classes });
  };
  return { train: await split('train', 'train'), test: await split('test', 't10k') };
}

/** As it is called on its site, gzipped or unpacked, or with a dot, as some tools unpack it. */
async function readFile(folder: string | URL, name: string, dimensions: number): Promise<Idx> {
  const names = [name, `${name}.gz`, name.replace('-idx', '.idx')];
  for (const each of names) {
    const place = placeIn(folder, each);
    const bytes = await readPlace(place);
    if (bytes) return readIdx(isGzip(bytes) ? await gunzip(bytes, place) : bytes, dimensions, place);
  }
  throw new DataError(`there is no ${names.slice(0, 2).join(' or ')} in ${String(folder)}`);
}
