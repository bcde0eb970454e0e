import { byteTable, writeNormalized, type Image } from '@resnet-compile/data/images';
import type { Picture } from './picture.ts';
import { prepare } from './prepare.ts';
import type { Preprocessing } from './preprocessing.ts';
import { takePicture } from './take-picture.ts';

/** Of a batch: N×C×H×W as the network takes it, the pictures that it is made of, prepared, and the place of its first in the list. */
export interface PictureBatch {
  readonly images: Float32Array;
  readonly prepared: readonly Image[];
  readonly first: number;
}

/** Computes on all pictures, a batch at a time, and gives what comes out for each. */
export type OnBatches = <Result>(
  pictures: readonly Picture[],
  compute: (batch: PictureBatch) => Promise<readonly Result[]>,
) => Promise<Result[]>;

/** Pictures that are bytes or pixels are taken in the call; files are read when it is their batch's turn. */
export function pictureBatches(
  preprocessing: Preprocessing,
  batchSize: number,
  maxPixels: number | undefined,
): OnBatches {
  const { input, normalization, orientation } = preprocessing;
  const size = input.reduce((product, extent) => product * extent, 1);
  const table = byteTable(input[0], normalization);
  const decoding = { orientation, ...(maxPixels === undefined ? {} : { maxPixels }) };
  const imagesOf = (batch: readonly Image[]): Float32Array => {
    const images = new Float32Array(batch.length * size);
    for (const [n, image] of batch.entries()) writeNormalized(image, table, images.subarray(n * size, (n + 1) * size));
    return images;
  };
  return async <Result>(
    pictures: readonly Picture[],
    compute: (batch: PictureBatch) => Promise<readonly Result[]>,
  ): Promise<Result[]> => {
    const taken = pictures.map((picture, at) =>
      takePicture(picture, pictures.length > 1 ? `picture ${at}` : 'the picture', decoding),
    );
    const results: Result[] = [];
    for (let first = 0; first < taken.length; first += batchSize) {
      const prepared = await Promise.all(
        taken.slice(first, first + batchSize).map(async (read) => prepare(await read(), preprocessing)),
      );
      results.push(...(await compute({ images: imagesOf(prepared), prepared, first })));
    }
    return results;
  };
}
