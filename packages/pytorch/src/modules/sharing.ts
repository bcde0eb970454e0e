import type { SharedLayer } from '@resnet-compile/dsl';
import { join } from './paths.ts';

/** Where the parameters of shared layers are: those of a later use stand under the names of the first. */
export class Sharing {
  readonly #first = new Map<SharedLayer, string>();
  #use: { readonly path: string; readonly first: string } | undefined;

  /** Runs within a use of a shared layer. */
  within<Result>(layer: SharedLayer, path: string, run: () => Result): Result {
    const first = this.#first.get(layer);
    if (first === undefined) {
      this.#first.set(layer, path);
      return run();
    }
    const before = this.#use;
    this.#use = { path, first };
    try {
      return run();
    } finally {
      this.#use = before;
    }
  }

  /** Whether this is a later use of a shared layer. */
  get repeats(): boolean {
    return this.#use !== undefined;
  }

  /** Where the parameters are that a layer of this path has. */
  placeOf(path: string): string {
    if (!this.#use) return path;
    const { path: use, first } = this.#use;
    return join(first, use ? path.slice(use.length + 1) : path);
  }
}
