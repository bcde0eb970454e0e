/** Where a value comes from: the line of the user's model file and the layer's path in the network. */
export interface Origin {
  /** The layer's path, in the dots of a state dict: `layer1.0.conv1`. */
  readonly path?: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}
