/** A tensor of a file that was not read yet. */
export type StoredTensor = {
  /** As safetensors name it, `F32`; what is no such type, by a name like theirs. */
  readonly dtype: string;
  /** Its extents, the outermost first. */
  readonly shape: readonly number[];
  /** Its values, row-major. @throws WeightsError when it is of a kind that is not read, or the file is damaged there. */
  readonly read: () => Float32Array<ArrayBuffer>;
};

/** Tensors by name, at one place of a file. */
export type TensorDictionary = {
  /** The keys that lead there, `models.0.net`; empty at the root. */
  readonly path: string;
  /** By name, in the file's order. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
};

/** What a file of weights holds, in whichever format it is. */
export type WeightsContents = {
  /** For people: `safetensors`, `PyTorch's zip format`. */
  readonly format: string;
  /** Bytes of the file, unpacked. */
  readonly size: number;
  /** Those nearest to the root first. */
  readonly dictionaries: readonly TensorDictionary[];
  /** What else stands at the root, and of what kind it is: `epoch`, `3`. */
  readonly rest: readonly (readonly [path: string, what: string])[];
  /** The end of a sentence where no dictionary of tensors was found: what was, and what to do. */
  readonly instead: string;
  /** There are weights of a form that is not read, such as a module's, where nothing else looks like a network's. */
  readonly isElsewhere?: boolean;
};
