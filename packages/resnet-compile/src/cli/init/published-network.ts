/** How images become a network's input, as far as it is known. */
export interface Images {
  /** Of the input. */
  readonly side: number;
  /** The shorter side becomes ⌊side/crop⌋ first. */
  readonly crop?: number | undefined;
  readonly interpolation?: string | undefined;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Where accuracy is reported: side and crop. */
  readonly tested?: { readonly side: number; readonly crop: number | undefined } | undefined;
}

/** What an option of a call may be: a value, or another call. */
export type OptionValue = number | string | readonly number[] | { readonly call: string };

/** A network that somebody publishes with its weights, and what is said of it. */
export interface PublishedNetwork {
  /** Owner and name on the hub. */
  readonly repository: string;
  /** The function of `resnet-compile` that makes it. */
  readonly maker: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Undefined where nothing is said. */
  readonly licence: string | undefined;
  readonly images: Images | undefined;
  /** What there is besides that the file does not have. */
  readonly notes: readonly string[];
}
