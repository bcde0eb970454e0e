import { workgroupSize, type MapPlan } from '@resnet-compile/plan/webgpu';
import type { Images } from '../engine.ts';
import { bufferUsage } from './flags.ts';

/** Above, Dawn makes a buffer for each write: 4.8 MB take 4.7 ms on an H100, and 0.7 through one that is kept. */
const largestWrite = 2 ** 20;

const largestGrid = 65535;

/** Brings planar images to the device as they are, and there puts each pixel's channels side by side. */
export class PlanarUpload {
  readonly #device: GPUDevice;
  readonly #map: MapPlan;
  readonly #pipeline: GPUComputePipeline;
  #planes: GPUBuffer | undefined;
  /** Mapped, for the next images. */
  readonly #staging = new Set<GPUBuffer>();
  #bindings = new WeakMap<GPUBuffer, GPUBindGroup>();
  /** Bytes of the largest that was written. */
  #largest = 0;

  constructor(device: GPUDevice, map: MapPlan) {
    this.#device = device;
    this.#map = map;
    const module = device.createShaderModule({ label: 'images', code: interleave(map) });
    this.#pipeline = device.createComputePipeline({
      label: 'images',
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
  }

  /** Submits what writes `images` to the start of `target`. */
  write(target: GPUBuffer, images: Images, batch: number): void {
    const { queue } = this.#device;
    const [channels, height, width] = this.#map.shape;
    const length = channels * height * width * batch;
    const planes = this.#reserve(length * 4);
    const encoder = this.#device.createCommandEncoder();
    const staging = length * 4 > largestWrite ? this.#take(length * 4) : undefined;
    if (staging) {
      convert(images, new Float32Array(staging.getMappedRange(0, length * 4)));
      staging.unmap();
      encoder.copyBufferToBuffer(staging, 0, planes, 0, length * 4);
    } else {
      queue.writeBuffer(planes, 0, floatsOf(images, length), 0, length);
    }
    const groups = Math.ceil((height * width * batch * vectorsOf(this.#map)) / workgroupSize);
    const columns = Math.min(groups, largestGrid);
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#bindingsOf(target, planes));
    pass.dispatchWorkgroups(columns, Math.ceil(groups / columns));
    pass.end();
    queue.submit([encoder.finish()]);
    staging?.mapAsync(2).then(
      () => this.#staging.add(staging),
      () => staging.destroy(),
    );
  }

  #reserve(size: number): GPUBuffer {
    if (this.#planes && this.#planes.size >= size) return this.#planes;
    this.#planes?.destroy();
    this.#bindings = new WeakMap();
    const { storage, copyTarget } = bufferUsage;
    return (this.#planes = this.#device.createBuffer({ label: 'planes', size, usage: storage | copyTarget }));
  }

  /** A mapped buffer: one that was used before, or a new one where all are on their way. All are for the largest batch. */
  #take(size: number): GPUBuffer {
    this.#largest = Math.max(this.#largest, size);
    for (const buffer of this.#staging) {
      this.#staging.delete(buffer);
      if (buffer.size >= size) return buffer;
      buffer.destroy();
    }
    const { mapWrite, copySource } = bufferUsage;
    return this.#device.createBuffer({
      label: 'staging',
      size: this.#largest,
      usage: mapWrite | copySource,
      mappedAtCreation: true,
    });
  }

  #bindingsOf(target: GPUBuffer, planes: GPUBuffer): GPUBindGroup {
    const known = this.#bindings.get(target);
    if (known) return known;
    const bindings = this.#device.createBindGroup({
      label: 'images',
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: [planes, target].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    this.#bindings.set(target, bindings);
    return bindings;
  }
}

/** Vectors of four from one pixel to the next. */
const vectorsOf = ({ pixel }: MapPlan): number => pixel / 16;

/** The images themselves where the device takes them as they are, without a copy. */
function floatsOf(images: Images, length: number): Float32Array<ArrayBuffer> {
  if (images instanceof Float32Array && images.buffer instanceof ArrayBuffer)
    return images as Float32Array<ArrayBuffer>;
  const floats = new Float32Array(length);
  convert(images, floats);
  return floats;
}

/** Bytes become 0…1. */
function convert(images: Images, into: Float32Array): void {
  if (images instanceof Uint8Array)
    for (let index = 0; index < into.length; index++) into[index] = images[index]! * (1 / 255);
  else into.set(images.length === into.length ? images : images.subarray(0, into.length));
}

function interleave(map: MapPlan): string {
  const [channels, height, width] = map.shape;
  const vectors = vectorsOf(map);
  const plane = height * width;
  const lane = (index: number): string => {
    const load = `planes[(n * ${channels}u + c + ${index}u) * ${plane}u + p]`;
    return index >= (channels % 4 || 4) ? `select(0f, ${load}, c + ${index}u < ${channels}u)` : load;
  };
  return `@group(0) @binding(0) var<storage, read> planes: array<f32>;
@group(0) @binding(1) var<storage, read_write> pixels: array<vec4f>;
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
let item = (group.y * groups.x + group.x) * ${workgroupSize}u + lane;
if (item >= arrayLength(&pixels)) { return; }
let c = item % ${vectors}u * 4u;
let p = item / ${vectors}u % ${plane}u;
let n = item / ${vectors * plane}u;
pixels[item] = vec4f(${[0, 1, 2, 3].map(lane).join(', ')});
}`;
}
