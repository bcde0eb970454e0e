/** A class, or a function, that a file has where its network needs it. */
export interface LayerClass {
  readonly text: string;
  /** Names of what stands before it. */
  readonly needs?: readonly string[];
}
