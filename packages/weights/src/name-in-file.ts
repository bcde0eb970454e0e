import type { Tensor } from './tensor.ts';

const names = new WeakMap<Tensor, string>();

/** Remembers what a tensor that mapNames made is called in its file, for what is reported of it. */
export function setNameInFile(tensor: Tensor, name: string): void {
  names.set(tensor, name);
}

/** What the tensor is called in its file. */
export const nameInFile = (tensor: Tensor): string => names.get(tensor) ?? tensor.name;
