/** Bytes that a loaded module holds on its device, by what they are for; the host and the module's own text come on top. */
export type MemoryParts = Readonly<Record<string, number>>;

/** Of `trainStep`, and of `predict`: in a module that trains as far as that comes on top. */
export interface MemoryUse {
  readonly step?: MemoryParts;
  readonly inference?: MemoryParts;
}

export const totalBytes = (memory: MemoryParts): number => Object.values(memory).reduce((sum, bytes) => sum + bytes, 0);
