import type { KernelProgram } from './kernel-program.ts';

/**
 * Gives out ids, each once, whatever the layers are called that they are made of: a name that is taken gets a number
 * behind it. A pass that makes buffers, tensors or kernels asks here, and keeps what it got.
 */
export class Ids {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  unique(name: string): string {
    let id = name;
    for (let copy = 2; this.#taken.has(id); copy++) id = `${name}_${copy}`;
    this.#taken.add(id);
    return id;
  }
}

/** For a pass that adds to a program. */
export const idsBeside = ({ prepare, buffers, tensors, kernels }: KernelProgram): Ids =>
  new Ids([...[...prepare, ...buffers, ...tensors].map(({ id }) => id), ...kernels.map(({ name }) => name)]);
