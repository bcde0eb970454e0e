import { itemOf, winogradTransforms, type Kernel, type KernelProgram } from '@resnet-compile/ir';
import { filterLayoutOf, groupsOf } from './convolution-shape.ts';
import type { KernelShape } from './kernel-shape.ts';
import { filtersOf, vectorTensorsOf } from './operands.ts';
import type { Packing, WeightsBlock } from '@resnet-compile/plan/webgpu';

/** The default minStorageBufferOffsetAlignment. */
const alignment = 256;

const vector = (source: string, start: number): Packing => ({ kind: 'vector', offset: start * 4, source });

/** Lays out the weights: one block per kernel, since a kernel binds one range; kernels that share all share the block. */
export class WeightsLayout {
  readonly blocks: WeightsBlock[] = [];
  bytes = 0;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #known = new Map<string, number>();

  constructor(program: KernelProgram) {
    this.#shapes = new Map(program.prepare.map(({ id, shape }) => [id, shape]));
  }

  /** The index of a kernel's block; undefined where it has no weights. */
  place(kernel: Kernel, shape: KernelShape): number | undefined {
    if (shape.weights === 0) return undefined;
    const packings = this.#packings(kernel, shape);
    const key = JSON.stringify([packings, shape.weights]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const size = shape.weights * (shape.half ? 8 : 16);
    const index = this.blocks.push({ offset: this.bytes, size, packings }) - 1;
    this.bytes += Math.ceil(size / alignment) * alignment;
    this.#known.set(key, index);
    return index;
  }

  #packings(kernel: Kernel, { core, channels, steps }: KernelShape): readonly Packing[] {
    const places = steps.flatMap(({ tensors }) => tensors);
    return [
      ...this.#filters(kernel, filterLayoutOf(core, channels)),
      ...vectorTensorsOf(kernel).map((id, index) => vector(id, itemOf(places, index))),
    ];
  }

  #filters(kernel: Kernel, layout: ReturnType<typeof filterLayoutOf>): readonly Packing[] {
    const source = filtersOf(kernel);
    if (source === undefined || !layout) return [];
    const { core } = kernel;
    const shape = this.#filtersOf(source);
    if (core.kind !== 'winograd_product')
      return [{ kind: 'filters', offset: 0, source, shape, groups: groupsOf(kernel), window: layout.window }];
    const transform = winogradTransforms(core.attributes.outputs).filter;
    return [{ kind: 'winograd', offset: 0, source, shape: [shape[0], shape[1]], transform }];
  }

  #filtersOf(source: string): readonly [number, number, number, number] {
    const [out, perGroup, kh = 1, kw = 1] = this.#shapes.get(source) as readonly [number, number, number?, number?];
    return [out, perGroup, kh, kw];
  }
}
