/** Of WebAssembly, in bytes. */
export const page = 65536;

/** WebAssembly's memory ends at 4 GiB. */
export const largestMemory = 65536 * page;

/** What kernels compute in: WebAssembly's memory, or where kernels are JavaScript, which some hosts run without it, a buffer. */
export type KernelMemory = Pick<WebAssembly.Memory, 'buffer' | 'grow'>;

/** How many pages a program needs at first, and how many at most; a shared memory cannot be moved to where there is more. */
export interface MemoryExtent {
  readonly initial: number;
  readonly most: number;
}

/** Not shared: it grows as far as the host lets it. */
export const createMemory = ({ initial }: MemoryExtent, inJavaScript: boolean): KernelMemory =>
  inJavaScript ? new GrowingBuffer(initial) : allocate({ initial, maximum: largestMemory / page });

/** @throws {RangeError} that says what to do, where the host gives no memory. */
export function allocate(pages: WebAssembly.MemoryDescriptor): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory(pages);
  } catch (error) {
    throw new RangeError(
      `the host gives no WebAssembly memory, of which ${Math.ceil((pages.initial * page) / 2 ** 20)} MiB are needed (${(error as Error).message}). Dispose of networks that are not used; raise a limit on addresses (ulimit -v): up to Node 22, each memory takes 10 GiB of them; or compile with --target js, which needs none`,
      { cause: error },
    );
  }
}

/**
 * Shared with other threads. A host sets aside the addresses of all that it may grow to: where it has not as many, less is
 * asked for. @throws {RangeError} where the host does not even give the first pages.
 */
export function createSharedMemory(
  { initial, most }: MemoryExtent,
  inJavaScript: boolean,
): WebAssembly.Memory | SharedArrayBuffer {
  if (inJavaScript) return new SharedArrayBuffer(most * page);
  for (let maximum = most; ; maximum = Math.max(initial, Math.floor(maximum / 2))) {
    try {
      return allocate({ initial, maximum, shared: true });
    } catch (error) {
      if (!(maximum > initial)) throw error;
    }
  }
}

/** A thread's view of what threads share. */
export const memoryOver = (shared: KernelMemory | SharedArrayBuffer): KernelMemory =>
  typeof SharedArrayBuffer === 'function' && shared instanceof SharedArrayBuffer
    ? { buffer: shared as ArrayBufferLike as ArrayBuffer, grow: noRoom }
    : (shared as KernelMemory);

const noRoom = (): never => {
  throw new RangeError('the memory that threads share is full');
};

class GrowingBuffer implements KernelMemory {
  buffer: ArrayBuffer;

  constructor(pages: number) {
    this.buffer = new ArrayBuffer(pages * page);
  }

  grow(pages: number): number {
    const before = this.buffer;
    this.buffer = new ArrayBuffer(before.byteLength + pages * page);
    new Uint8Array(this.buffer).set(new Uint8Array(before));
    return before.byteLength / page;
  }
}
