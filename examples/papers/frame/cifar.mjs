import { cifar10, horizontalFlip, padCrop, split } from '@resnet-compile/data';
import { constant, multiStep, oneCycle, sequence } from '@resnet-compile/trainer';
import { cifarNormalization as normalize } from '../../cifar10/normalization.mjs';
import { showDownload } from '../../download.mjs';

/** CIFAR-10 in a folder, downloaded where it is not; `count` images to train on, of each class as many. */
export async function cifar(folder, count = 50_000) {
  const { train, test } = await cifar10({ folder, download: true, onProgress: showDownload });
  return { train: part(train, count), test };
}

const part = (images, count) => (count < images.length ? split(images, { test: count / images.length }).test : images);

/** He et al. 2015, §4.2, but for the mean image: crops of padded images, half of them flipped. */
export const augmentation = { augment: [padCrop(4, { fill: normalize.mean }), horizontalFlip()], normalize };

const warmUp = 400;

/**
 * He et al. 2016, appendix: 0.01 for 400 steps, then 0.1, a tenth of it from one half of the run on, and a hundredth from three
 * quarters on. Runs of less than 10,000 steps, which no paper has, rise to 0.1 and fall to 0 in a cosine.
 */
export const scheduleOf = (steps) =>
  steps < 10_000
    ? oneCycle({ peak: 0.1 })
    : sequence(
        { until: warmUp, schedule: constant(0.01) },
        multiStep({ base: 0.1, milestones: [1 / 2, 3 / 4].map((part) => Math.round(part * steps) - warmUp) }),
      );
