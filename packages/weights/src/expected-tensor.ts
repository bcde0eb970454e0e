/** A parameter or statistic that the network has. */
export type ExpectedTensor = {
  /** In the network's state dict. */
  readonly name: string;
  /** Its extents, the outermost first. */
  readonly shape: readonly number[];
  /** Names that a file may have too: those of later uses of a shared layer. */
  readonly aliases?: readonly string[];
};

/** PyTorch counts the batches that its running statistics, and the models that averaged weights, saw; no result depends on it. */
export const isCounter = (name: string): boolean => /(^|\.)(num_batches_tracked|n_averaged)$/.test(name);
