import { winogradTransforms, type Kernel, type KernelProgram } from '@resnet-compile/ir';
import { vectorsOf, weightsOf, type KernelShape } from './kernel-shape.ts';
import { filtersOf, vectorTensorsOf } from './operands.ts';
import type { Binding, Packing, WeightsBlock, WebGpuPlan } from '@resnet-compile/plan/webgpu';

/** The default minStorageBufferOffsetAlignment. */
const alignment = 256;

const vector = (source: string, start: number): Packing => ({ kind: 'vector', offset: start * 4, source });

/** Lays out the weights: one block per kernel, since a kernel binds one range; kernels that share all share the block. */
export class WeightsLayout {
  readonly blocks: WeightsBlock[] = [];
  readonly transforms: WebGpuPlan['transforms'][number][] = [];
  bytes = 0;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #known = new Map<string, number>();
  readonly #transformAt = new Map<number, number>();

  constructor(program: KernelProgram) {
    this.#shapes = new Map(program.prepare.map(({ id, shape }) => [id, shape]));
  }

  /** A kernel's block, where it has weights. */
  bind(kernel: Kernel, shape: KernelShape): readonly Binding[] {
    const vectors = weightsOf(shape);
    return vectors ? [['weights', this.#place(kernel, shape, vectors)]] : [];
  }

  #place(kernel: Kernel, shape: KernelShape, vectors: number): number {
    const packings = this.#packings(kernel, shape);
    const key = JSON.stringify([packings, vectors]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const size = vectors * (shape.half ? 8 : 16);
    const index = this.blocks.push({ offset: this.bytes, size, packings }) - 1;
    this.bytes += Math.ceil(size / alignment) * alignment;
    this.#known.set(key, index);
    return index;
  }

  #packings(kernel: Kernel, { channels, filters }: KernelShape): readonly Packing[] {
    return [
      ...this.#filters(kernel),
      ...vectorTensorsOf(kernel).map((id, index) => vector(id, filters + index * vectorsOf(channels))),
    ];
  }

  #filters(kernel: Kernel): readonly Packing[] {
    const source = filtersOf(kernel);
    if (source === undefined) return [];
    const { core } = kernel;
    const shape = this.#filtersOf(source);
    if (core.kind !== 'winograd_product') return [{ kind: 'filters', offset: 0, source, shape }];
    const { outputs } = core.attributes;
    const transform = this.#transformAt.get(outputs) ?? this.transforms.push(winogradTransforms(outputs).filter) - 1;
    this.#transformAt.set(outputs, transform);
    return [{ kind: 'winograd', offset: 0, source, shape: [shape[0], shape[1]], transform }];
  }

  #filtersOf(source: string): readonly [number, number, number, number] {
    const [out, perGroup, kh = 1, kw = 1] = this.#shapes.get(source) as readonly [number, number, number?, number?];
    return [out, perGroup, kh, kw];
  }
}
