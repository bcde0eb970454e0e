import { bufferUsage } from '../flags.ts';

/** A few buffers to read small results back through, so that the device need not wait until one is read. */
export class ReadbackRing {
  readonly #free: GPUBuffer[];
  readonly #waiting: ((buffer: GPUBuffer) => void)[] = [];
  readonly #buffers: readonly GPUBuffer[];

  constructor(device: GPUDevice, size: number, count: number) {
    this.#buffers = Array.from({ length: count }, () => device.createBuffer({ label: 'result', size, usage: bufferUsage.mapRead | bufferUsage.copyTarget }));
    this.#free = [...this.#buffers];
  }

  /** A buffer that nothing is written to; waits for one. */
  async take(): Promise<GPUBuffer> {
    return this.#free.pop() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Waits for what was copied to a buffer, and gives the buffer back. */
  async read(buffer: GPUBuffer): Promise<ArrayBuffer> {
    try {
      await buffer.mapAsync(1);
      const words = buffer.getMappedRange().slice(0);
      buffer.unmap();
      return words;
    } finally {
      this.give(buffer);
    }
  }

  give(buffer: GPUBuffer): void {
    const next = this.#waiting.shift();
    if (next) next(buffer);
    else this.#free.push(buffer);
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }
}
