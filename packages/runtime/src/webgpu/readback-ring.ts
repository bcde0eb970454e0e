import { bufferUsage } from './flags.ts';

/** Enough for the device to compute one batch while the results of another are read and a third is uploaded. */
export const readbacks = 3;

/** A few buffers to read results back through, so that the device need not wait until one is read. */
export class ReadbackRing {
  readonly #device: GPUDevice;
  readonly #free: (GPUBuffer | undefined)[] = Array.from({ length: readbacks });
  readonly #waiting: ((buffer: GPUBuffer | undefined) => void)[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Waits, in the order of the calls, for a buffer of at least so many bytes, hands it to `use`, and takes it back. */
  async borrow<T>(bytes: number, use: (buffer: GPUBuffer) => Promise<T>): Promise<T> {
    const free = this.#free.length
      ? this.#free.shift()
      : await new Promise<GPUBuffer | undefined>((resolve) => this.#waiting.push(resolve));
    const buffer = free && free.size >= bytes ? free : this.#replace(free, bytes);
    try {
      return await use(buffer);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(buffer);
      else this.#free.unshift(buffer);
    }
  }

  #replace(old: GPUBuffer | undefined, size: number): GPUBuffer {
    old?.destroy();
    return this.#device.createBuffer({
      label: 'result',
      size,
      usage: bufferUsage.mapRead | bufferUsage.copyTarget,
    });
  }
}
