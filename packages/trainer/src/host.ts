/** What a host adds to a run. */
export interface Host {
  /** Asked once all that can be wrong without it is right: the bytes of the checkpoint to go on from; `given` are those of the call. */
  readonly resume: (given: Uint8Array | undefined) => Promise<Uint8Array | undefined>;
  /** Told what whoever trains should know. */
  readonly warn: (message: string) => void;
}
