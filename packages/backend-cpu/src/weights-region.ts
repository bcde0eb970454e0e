import { type Kernel, type KernelProgram } from '@resnet-compile/ir';
import type { KernelShape } from './kernel-shape.ts';
import type { Packing } from './plan.ts';

/** Gives every prepared tensor that kernels read a place and a packing, once for all kernels that share it. */
export class WeightsRegion {
  readonly packings: Packing[] = [];
  end: number;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #known = new Map<string, number>();

  constructor(program: KernelProgram, start: number) {
    this.end = start;
    this.#shapes = new Map(program.prepare.map(({ id, shape }) => [id, shape]));
  }

  /** Addresses by the names of `addressNames`. */
  place(kernel: Kernel, shape: KernelShape): ReadonlyMap<string, number> {
    const addresses = new Map<string, number>();
    const { core, epilogue } = kernel;
    if ('weights' in core) addresses.set('weights', this.#filters(kernel, shape));
    if (core.kind === 'copy') addresses.set('mask', this.#mask(core.view.before, kernel.shape[0] - core.view.before - core.view.after, shape));
    epilogue.forEach((step, index) => {
      if (step.op === 'bias') addresses.set(`bias${index}`, this.#vector(step.values, shape));
      if (step.op === 'affine') {
        addresses.set(`scale${index}`, this.#vector(step.scale, shape));
        addresses.set(`shift${index}`, this.#vector(step.shift, shape));
      }
      if (step.op === 'add' && (step.view.before || step.view.after)) {
        addresses.set(`mask${index}`, this.#mask(step.view.before, kernel.shape[0] - step.view.before - step.view.after, shape));
      }
    });
    return addresses;
  }

  #filters({ core }: Kernel, { core: derived, paddedChannels }: KernelShape): number {
    if (!('weights' in core) || derived.kind !== 'convolution') throw new Error('filters of a kernel without filters');
    const source = core.weights;
    const [out, perGroup, kh = 1, kw = 1] = this.#shapes.get(source) as readonly [number, number, number?, number?];
    const inChannels = derived.pieces === 1 ? derived.run / kw : derived.run;
    const description = {
      kind: 'filters', source, shape: [out, perGroup, kh, kw], groups: core.kind === 'convolution' ? core.groups : 1,
      mergedGroups: derived.groups, inChannels, panel: derived.tile.channels,
    } as const;
    return this.#placed(description, paddedChannels * kh * kw * inChannels, (address) => ({ ...description, address }));
  }

  #vector(source: string, { paddedChannels }: KernelShape): number {
    const description = { kind: 'vector', source } as const;
    return this.#placed(description, paddedChannels, (address) => ({ ...description, address }));
  }

  #mask(before: number, channels: number, { paddedChannels }: KernelShape): number {
    const description = { kind: 'mask', before, channels } as const;
    return this.#placed({ ...description, paddedChannels }, paddedChannels, (address) => ({ ...description, address }));
  }

  #placed(description: object, floats: number, make: (address: number) => Packing): number {
    const key = JSON.stringify(description);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const address = this.end;
    this.#known.set(key, address);
    this.packings.push(make(address));
    this.end = address + Math.ceil((floats * 4) / 64) * 64;
    return address;
  }
}

