import { itemOf } from '@resnet-compile/ir';
import { at, type KernelCall, type PartialSums } from '@resnet-compile/plan/cpu';
import type { Task } from '../threads/fork-join.ts';
import type { KernelContext } from './kernel-context.ts';
import { isLarge } from './kernel-task.ts';

/** A kernel that reduces the batch to tensors, as a task: each unit sums up a part of the images. */
export class ReductionTask implements Task {
  readonly #context: KernelContext;
  readonly #call: KernelCall;
  readonly #sums: PartialSums;
  /** Bytes of one part's sums. */
  readonly #size: number;
  /** One list for all units: nothing is allocated per step. */
  readonly #parameters: number[] = [];

  constructor(context: KernelContext, call: KernelCall, sums: PartialSums) {
    this.#context = context;
    this.#call = call;
    this.#sums = sums;
    this.#size = sums.results.reduce((sum, [, floats]) => sum + floats * 4, 0);
  }

  units(batch: number): number {
    return Math.min(this.#sums.parts, batch);
  }

  isLarge(batch: number): boolean {
    return isLarge(this.#call, batch);
  }

  run(part: number, batch: number): void {
    const { kernel, addresses, zeroes } = this.#call;
    const { address, results } = this.#sums;
    const parameters = this.#parameters;
    parameters.length = addresses.length;
    for (let index = 0; index < addresses.length; index++) parameters[index] = at(addresses[index]!, batch);
    let place = address + part * this.#size;
    for (const [parameter, floats] of results) {
      parameters[parameter] = place;
      place += floats * 4;
    }
    parameters.push(this.#start(part, batch), this.#start(part + 1, batch));
    const f = this.#context.floats(batch);
    if (zeroes) {
      const start = itemOf(parameters, zeroes[0]) / 4;
      f.fill(0, start, start + zeroes[1]);
    }
    this.#context.kernel(kernel)(...parameters);
  }

  /** Merges the parts, in their order: sums in float32, one after the other; moments in float64. */
  finish(batch: number): void {
    const { addresses } = this.#call;
    const { merge, address, results } = this.#sums;
    const f = this.#context.floats(batch);
    const parts = Array.from({ length: this.units(batch) }, (_, part) => (address + part * this.#size) / 4);
    const place = ([parameter]: readonly [number, number]): number => at(itemOf(addresses, parameter), batch) / 4;
    const [mean, variance] = results;
    if (merge === 'moments' && mean && variance) {
      const images = parts.map((_, part) => this.#start(part + 1, batch) - this.#start(part, batch));
      return mergeMoments(f, parts, images, batch, mean[1], place(mean), place(variance));
    }
    let before = 0;
    for (const each of results) {
      const [, floats] = each;
      const result = place(each);
      parts.forEach((part, index) => {
        const start = part + before;
        if (index === 0) f.copyWithin(result, start, start + floats);
        else for (let i = 0; i < floats; i++) f[result + i] = f[result + i]! + f[start + i]!;
      });
      before += floats;
    }
  }

  /** The first image of a part. */
  #start(part: number, batch: number): number {
    return Math.floor((part * batch) / this.units(batch));
  }
}

/** Means and biased variances of parts, each mean followed by its variance, to those of all (Chan, Golub and LeVeque 1979). */
function mergeMoments(
  f: Float32Array,
  parts: readonly number[],
  images: readonly number[],
  batch: number,
  channels: number,
  mean: number,
  variance: number,
): void {
  for (let channel = 0; channel < channels; channel++) {
    let ofAll = 0;
    for (let part = 0; part < parts.length; part++) ofAll += f[parts[part]! + channel]! * images[part]!;
    ofAll /= batch;
    let squares = 0;
    for (let part = 0; part < parts.length; part++) {
      const place = parts[part]! + channel;
      squares += images[part]! * (f[place + channels]! + (f[place]! - ofAll) ** 2);
    }
    f[mean + channel] = ofAll;
    f[variance + channel] = squares / batch;
  }
}
