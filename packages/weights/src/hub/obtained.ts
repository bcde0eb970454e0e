/** A file of a repository, whole. */
export interface Obtained {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A file of weights, or an index and the shards that it lists. */
export type ObtainedFiles = readonly [Obtained, ...Obtained[]];
