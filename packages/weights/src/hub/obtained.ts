/** A file of a repository, whole. */
export interface Obtained {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
