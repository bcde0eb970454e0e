import { batches, mnist, padCrop, type Splits } from '@resnet-compile/data';
import { oneCycle, train } from '@resnet-compile/trainer';
import { probabilities } from '@resnet-compile/vision';
import { expose } from 'comlink';
import { reporting, type Course } from '../course/course.ts';
import { load, type TrainingNetwork } from '../../compiled/digits.train.js';

/** How training goes, and what computes. */
export interface Progress {
  readonly course: Course;
  readonly device: 'cpu' | 'webgpu';
  readonly threads: number;
}

/** What training takes. */
export interface TrainingWish {
  readonly threads: number;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  /** Where the files are. */
  readonly folder: string;
  readonly epochs: number;
}

const batchSize = 128;
let digits: Promise<Splits> | undefined;
let network: Promise<TrainingNetwork> | undefined;
let checkpoint: Uint8Array | undefined;
let pausing: AbortController | undefined;

const worker = {
  /** Trains until the end, or until it is paused; then it goes on where it was. Tells whether it has ended. */
  async train(
    { threads, device, folder, epochs }: TrainingWish,
    report: (progress: Progress) => void,
  ): Promise<boolean> {
    const { signal } = (pausing = new AbortController());
    const { train: learned, test } = await (digits ??= mnist({ folder }));
    const running = await (network ??= load({ device, threads, seed: 1 }));
    const { device: found, threads: used } = running;
    const tell = reporting((course) => report({ course, device: found, threads: used }));
    const stepsPerEpoch = Math.floor(learned.length / batchSize);
    const { finished } = await train({
      network: running,
      data: {
        train: (place) => batches(learned, { ...place, batchSize, dropLast: true, augment: [padCrop(2)] }),
        test: () => batches(test, { batchSize: 500, shuffle: false }),
      },
      epochs,
      evaluateEvery: Math.ceil(stepsPerEpoch / 2),
      schedule: oneCycle({ peak: 0.1 }),
      signal,
      resume: checkpoint,
      onEvent(event) {
        if (event.kind === 'checkpoint') checkpoint = event.bytes;
        tell(event);
      },
    });
    if (finished) checkpoint = undefined;
    return finished;
  },

  /** Ends training after the present step. */
  pause: (): void => pausing?.abort(),

  /** How likely each digit is: of 28×28 bytes, white on black; nothing before training has begun. */
  async classify(pixels: Uint8Array): Promise<Float32Array | undefined> {
    const running = await network;
    return running && probabilities(await running.predict(pixels));
  },
};

/** Training, beside the page's thread. */
export type Digits = typeof worker;
expose(worker);
