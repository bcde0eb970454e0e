import type { MapPlan } from '@resnet-compile/plan/webgpu';
import type { Images } from '../engine.ts';
import { writeImages } from '../maps.ts';
import { PlanarUpload } from './planar-upload.ts';

/** Bytes up to which a pass of the device costs more than interleaving here. */
const small = 2 ** 16;

/** Brings maps to the device, with channels side by side; on their way they stay in memory that is used again. */
export class MapUpload {
  readonly #device: GPUDevice;
  readonly #map: MapPlan;
  #staged = new Float32Array(0);
  #planar: PlanarUpload | undefined;

  constructor(device: GPUDevice, map: MapPlan) {
    this.#device = device;
    this.#map = map;
  }

  write(buffer: GPUBuffer, values: Images, batch: number): void {
    const length = (this.#map.image / 4) * batch;
    if (length * 4 > small) {
      this.#planar ??= new PlanarUpload(this.#device, this.#map);
      this.#planar.write(buffer, values, batch);
      return;
    }
    if (this.#staged.length < length) this.#staged = new Float32Array(length);
    writeImages(this.#map, values, batch, this.#staged);
    this.#device.queue.writeBuffer(buffer, 0, this.#staged.subarray(0, length));
  }
}
