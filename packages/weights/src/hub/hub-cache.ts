/** Where downloads are kept: bytes under names such as `huggingface.co/timm--resnet50.a1_in1k/refs/main`. */
export interface HubCache {
  /** Undefined where nothing is, or may not be read. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** All or nothing, whoever reads or writes meanwhile. Where there is no room, or no leave to write, nothing. */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Nothing is kept. */
export const noCache: HubCache = {
  read: async () => undefined,
  write: async () => undefined,
  remove: async () => undefined,
};
