import { batches, mnist, padCrop, type Splits } from '@resnet-compile/data';
import { oneCycle, train, type TrainingEvent } from '@resnet-compile/trainer';
import { probabilities } from '@resnet-compile/vision';
import { expose } from 'comlink';
import { load, type TrainingNetwork } from '../../compiled/digits.train.js';

/** How training goes. */
export interface Progress {
  /** Steps made, and the mean loss of each since the last report. */
  readonly losses: readonly (readonly [step: number, loss: number])[];
  /** The part of the test digits that is right, after a step. */
  readonly right: readonly (readonly [step: number, right: number])[];
  readonly imagesPerSecond: number;
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

export const batchSize = 128;
/** Milliseconds between two reports: the page draws no curve more often. */
const between = 150;

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
    let [losses, right, images, since]: [[number, number][], [number, number][], number, number] = [
      [],
      [],
      0,
      performance.now(),
    ];
    const tell = (now: number): void => {
      report({
        losses,
        right,
        imagesPerSecond: (1000 * images) / (now - since),
        device: running.device,
        threads: running.threads,
      });
      [losses, right, images, since] = [[], [], 0, now];
    };
    const onEvent = (event: TrainingEvent): void => {
      if (event.kind === 'step') {
        losses.push([event.step, event.loss]);
        images += event.images;
      }
      if (event.kind === 'evaluation') right.push([event.step, event.top1]);
      if (event.kind === 'checkpoint') checkpoint = event.bytes;
      const now = performance.now();
      if (now - since > between || event.kind === 'evaluation') tell(now);
    };
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
      onEvent,
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
