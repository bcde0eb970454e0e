import { itemOf } from '@resnet-compile/ir';
import type { WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';
import type { Images } from '../../engine.ts';
import { writeImages } from '../../maps.ts';
import type { StepInputs } from '../../training/trainer.ts';
import { ImageUploads } from '../image-uploads.ts';
import type { DeviceProgram } from './device-program.ts';
import type { WatchedDevice } from './watched-device.ts';

/** Brings batches to the device: into the activations of a step, or where it has several parts, to buffers that hold them all. */
export class Uploads {
  readonly #device: WatchedDevice;
  readonly #program: DeviceProgram;
  readonly #targetsMap: WebGpuTrainingPlan['step']['targets'];
  readonly #parts: number;
  #whole: { readonly images: GPUBuffer; readonly targets: GPUBuffer; readonly batch: number } | undefined;
  #images: ImageUploads | undefined;
  #targets = new Float32Array(0);

  constructor(
    device: WatchedDevice,
    program: DeviceProgram,
    targets: WebGpuTrainingPlan['step']['targets'],
    parts: number,
  ) {
    this.#device = device;
    this.#program = program;
    this.#targetsMap = targets;
    this.#parts = parts;
  }

  /** Makes room for a batch of several parts. */
  async reserve(batch: number): Promise<void> {
    if (this.#parts === 1 || (this.#whole?.batch ?? 0) >= batch) return;
    const { input } = this.#program.plan;
    await this.#device.work(`hold a batch of ${batch}`, () => {
      this.#whole?.images.destroy();
      this.#whole?.targets.destroy();
      this.#whole = {
        images: this.#device.buffer('images', input.image * batch),
        targets: this.#device.buffer('targets', this.#targetsMap.image * batch),
        batch,
      };
    });
  }

  /** Writes images and targets of a whole batch. */
  write({ images, targets, batch }: StepInputs): void {
    const {
      plan: { input },
      activations,
    } = this.#program;
    const map = this.#targetsMap;
    this.writeImages(this.#whole?.images ?? itemOf(activations, input.buffer), images, batch);
    const length = (map.image / 4) * batch;
    if (this.#targets.length < length) this.#targets = new Float32Array(length);
    writeImages(map, targets, batch, this.#targets);
    this.#device.device.queue.writeBuffer(
      this.#whole?.targets ?? itemOf(activations, map.buffer),
      0,
      this.#targets,
      0,
      length,
    );
    this.#program.writeBatch(batch / this.#parts);
  }

  writeImages(buffer: GPUBuffer, images: Images, batch: number): void {
    (this.#images ??= new ImageUploads(this.#device.device, this.#program.plan.input)).write(images, batch, buffer);
  }

  /** Copies one of several parts to where the step reads it. */
  copyPart(encoder: GPUCommandEncoder, index: number, part: number): void {
    const {
      plan: { input },
      activations,
    } = this.#program;
    for (const [map, from] of [
      [input, this.#whole!.images],
      [this.#targetsMap, this.#whole!.targets],
    ] as const) {
      encoder.copyBufferToBuffer(from, index * part * map.image, itemOf(activations, map.buffer), 0, part * map.image);
    }
  }
}
