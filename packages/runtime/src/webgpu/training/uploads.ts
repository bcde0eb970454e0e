import type { MapPlan } from '@resnet-compile/plan/webgpu';
import type { StepPlan } from '@resnet-compile/plan/webgpu-training';
import { itemOf } from '@resnet-compile/ir';
import type { Images } from '../../engine.ts';
import type { BatchInputs } from '../../training/trainer.ts';
import { MapUpload } from '../map-upload.ts';
import type { Program } from '../program.ts';
import type { WatchedDevice } from '../watched-device.ts';

interface Batch<Item> {
  readonly images: Item;
  readonly targets: Item;
}

/** Brings batches to the device: into the activations of a step, or where it has several parts, to buffers that hold them all. */
export class Uploads {
  readonly #device: WatchedDevice;
  readonly #program: Program<StepPlan>;
  readonly #parts: number;
  readonly #maps: Batch<MapPlan>;
  readonly #uploads: Batch<MapUpload>;
  #whole: (Batch<GPUBuffer> & { readonly batch: number }) | undefined;

  constructor(device: WatchedDevice, program: Program<StepPlan>, parts: number) {
    const { input: images, targets } = program.plan;
    this.#device = device;
    this.#program = program;
    this.#parts = parts;
    this.#maps = { images, targets };
    this.#uploads = {
      images: new MapUpload(device.device, images),
      targets: new MapUpload(device.device, targets),
    };
  }

  /** Makes room for a batch of several parts. */
  async reserve(batch: number): Promise<void> {
    if (this.#parts === 1 || (this.#whole?.batch ?? 0) >= batch) return;
    const { images, targets } = this.#maps;
    await this.#device.work(`hold a batch of ${batch}`, () => {
      this.#whole?.images.destroy();
      this.#whole?.targets.destroy();
      this.#whole = {
        images: this.#device.buffer('images', images.image * batch),
        targets: this.#device.buffer('targets', targets.image * batch),
        batch,
      };
    });
  }

  /** Writes images and targets of a whole batch. */
  write({ images, targets, batch }: BatchInputs): void {
    const to = this.#whole ?? this.#activations;
    this.#uploads.images.write(to.images, images, batch);
    this.#uploads.targets.write(to.targets, targets, batch);
    this.#program.writeBatch(batch / this.#parts);
  }

  /** Writes one part's images to where the step reads them. */
  writePart(images: Images, part: number): void {
    this.#uploads.images.write(this.#activations.images, images, part);
    this.#program.writeBatch(part);
  }

  /** Copies one of several parts to where the step reads it. */
  copyPart(encoder: GPUCommandEncoder, index: number, part: number): void {
    const [from, to] = [this.#whole, this.#activations];
    if (!from) throw new Error('a batch of several parts was not written');
    for (const name of ['images', 'targets'] as const) {
      const bytes = part * this.#maps[name].image;
      encoder.copyBufferToBuffer(from[name], index * bytes, to[name], 0, bytes);
    }
  }

  get #activations(): Batch<GPUBuffer> {
    const { activations } = this.#program;
    return {
      images: itemOf(activations, this.#maps.images.buffer),
      targets: itemOf(activations, this.#maps.targets.buffer),
    };
  }
}
