import { itemOf } from '@resnet-compile/ir';
import { at, type KernelCall } from '@resnet-compile/plan/cpu';
import type { Task } from '../threads/fork-join.ts';
import { clear } from './clear.ts';
import type { KernelContext } from './kernel-context.ts';
import type { Seat } from './seat.ts';

/** Units that each thread gets of a call, where there is as much work: enough for the others to help one that is held up. */
const perThread = 4;

/** Multiply-adds of a unit where a thread computes in slices: some ten milliseconds. */
const mostWork = { wasm: 1.5e8, javaScript: 1e7 };

/** Multiply-adds that are worth to be shared: some 10 µs. */
const muchWork = 2e5;

export const isLarge = ({ work, pixels }: KernelCall, batch: number): boolean => work * pixels * batch > muchWork;

/**
 * A kernel's call as a task: its slices of channels times ranges of pixels. Which pixels lie in one range changes no
 * result.
 */
export class KernelTask implements Task {
  readonly #context: KernelContext;
  readonly #call: KernelCall;
  readonly #threads: number;
  readonly #inSlices: boolean;
  readonly #slices: number;
  readonly #parameters: number[] = [];

  constructor(context: KernelContext, call: KernelCall, { threads, inSlices = false }: Seat) {
    this.#context = context;
    this.#call = call;
    this.#threads = threads;
    this.#inSlices = inSlices;
    this.#slices = call.slices?.count ?? 1;
  }

  units(batch: number): number {
    return this.#slices * Math.ceil((this.#call.pixels * batch) / this.#range(batch));
  }

  isLarge(batch: number): boolean {
    return isLarge(this.#call, batch);
  }

  /** Unit after unit, all slices of a range follow each other. */
  run(unit: number, batch: number): void {
    const { kernel, addresses, pixels, clears, slices, scratch, zeroes } = this.#call;
    const f = this.#context.floats(batch);
    const slice = unit % this.#slices;
    const range = this.#range(batch);
    const first = Math.floor(unit / this.#slices) * range;
    const last = Math.min(first + range, pixels * batch);
    // One list for all units: nothing is allocated per step.
    const parameters = this.#parameters;
    parameters.length = addresses.length;
    for (let index = 0; index < addresses.length; index++)
      parameters[index] = at(addresses[index]!, batch) + (slices ? slice * slices.steps[index]! : 0);
    if (scratch) parameters.push(this.#context.scratch(batch));
    parameters.push(first, last);
    // The images that begin in this range; their halos are nobody else's.
    if (slice === 0)
      for (const each of clears)
        if (!each.whole) clear(each, Math.ceil(first / pixels), Math.ceil(last / pixels), batch, f);
    if (zeroes) {
      const start = itemOf(parameters, zeroes[0]) / 4;
      f.fill(0, start, start + zeroes[1]);
    }
    this.#context.kernel(kernel)(...parameters);
  }

  /** Pixels of a unit: equal ranges, as many for each thread, unless they would be too small or too large. */
  #range(batch: number): number {
    const { block, least, tile, work } = this.#call;
    const pixels = this.#call.pixels * batch;
    if (this.#threads === 1 && !this.#inSlices) return block;
    if (this.#threads === 1) {
      const most = (mostWork[this.#context.inJavaScript ? 'javaScript' : 'wasm'] * this.#slices) / work;
      return Math.min(block, Math.max(1, Math.floor(most / tile)) * tile);
    }
    const worthwhile = Math.max(1, Math.floor(pixels / least));
    const wanted = Math.ceil((perThread * this.#threads) / this.#slices);
    const shares = Math.floor(Math.min(wanted, worthwhile) / this.#threads) * this.#threads;
    return Math.min(block, Math.ceil(pixels / (shares || Math.min(wanted, worthwhile)) / tile) * tile);
  }
}
