import { readsOf, writesOf } from './kernel-uses.ts';
import { outputsOf, type KernelProgram } from './kernel-program.ts';

/** From the kernel that first writes a buffer to the last that reads it; −1 is the caller before, `length` the one after. */
export interface Lifetime {
  readonly first: number;
  readonly last: number;
}

export function lifetimesOf(program: KernelProgram): ReadonlyMap<string, Lifetime> {
  const given = [program.input, ...(program.targets === undefined ? [] : [program.targets])];
  const lifetimes = new Map(given.map((id) => [id, { first: -1, last: -1 }]));
  const touch = (id: string, at: number): void => {
    const known = lifetimes.get(id);
    if (known) known.last = at;
    else lifetimes.set(id, { first: at, last: at });
  };
  program.kernels.forEach((kernel, at) => {
    for (const id of readsOf(kernel)) touch(id, at);
    for (const id of writesOf(kernel)) touch(id, at);
  });
  for (const id of outputsOf(program)) touch(id, program.kernels.length);
  return lifetimes;
}
