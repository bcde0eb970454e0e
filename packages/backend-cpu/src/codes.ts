import { filtersOfGradient } from './filters-of-gradient.ts';
import { partialSumsOf } from './partial-sums.ts';
import type { PartialSums, Slices } from '@resnet-compile/plan/cpu';
import type { CoreShapeOf, KernelShape } from './kernel-shape.ts';
import { operandsOf, type Operand } from './operands.ts';
import { sliceChannels } from './slices.ts';

/** One call of a kernel, as far as the kernel's shape tells. */
export interface Launch {
  /** The code's. */
  readonly index: number;
  /** Of what the call computes of the kernel, in all its slices. */
  readonly shape: KernelShape;
  readonly slices?: Slices;
  /** Bytes from each address of the kernel to this call's. */
  readonly behind?: readonly number[];
  readonly partialSums?: Omit<PartialSums, 'address'>;
  /** The operand, and floats from there. */
  readonly zeroes?: readonly [number, number];
}

/** How a kernel of a shape is computed. */
export interface Code {
  readonly whole: KernelShape;
  readonly operands: readonly Operand[];
  /** The index of what transforms the filters. */
  readonly transform?: number;
  readonly launches: readonly Launch[];
}

/** The code of a program: each shape once, and what follows from it, however many kernels have it. */
export class Codes {
  /** To be emitted, in the order in which calls count them. */
  readonly shapes: KernelShape[] = [];
  readonly #indices = new Map<string, number>();
  readonly #known = new Map<string, Code>();

  of(whole: KernelShape): Code {
    const key = JSON.stringify(whole);
    const known = this.#known.get(key);
    if (known) return known;
    const { core } = whole;
    const code = {
      whole,
      operands: operandsOf(whole),
      ...(core.kind === 'winograd' ? { transform: this.#indexOf(filterTransform(whole, core)) } : {}),
      launches: this.#launchesOf(whole),
    };
    this.#known.set(key, code);
    return code;
  }

  #indexOf(shape: KernelShape): number {
    const key = JSON.stringify(shape);
    const index = this.#indices.get(key) ?? this.shapes.push(shape) - 1;
    this.#indices.set(key, index);
    return index;
  }

  #launchesOf(whole: KernelShape): readonly Launch[] {
    const partialSums = partialSumsOf(whole);
    const { shape: part, slices, rest } = partialSums ? { shape: whole } : sliceChannels(whole);
    const launch: Launch = {
      index: this.#indexOf(part),
      shape: whole,
      ...(slices ? { slices } : {}),
      ...(partialSums ? { partialSums } : {}),
      ...zeroesOf(part),
    };
    if (!slices || !rest) return [launch];
    const behind = slices.steps.map((step) => step * slices.count);
    return [launch, { index: this.#indexOf(rest), shape: rest, behind }];
  }
}

/** Gradients of filters are summed up where they lie. */
function zeroesOf(shape: KernelShape): Pick<Launch, 'zeroes'> {
  const floats = filtersOfGradient(shape);
  if (floats === undefined) return {};
  return { zeroes: [operandsOf(shape).findIndex(({ role }) => role === 'result'), floats] };
}

const filterTransform = (
  { channels, paddedChannels }: KernelShape,
  { inChannels, outputs }: CoreShapeOf<'winograd'>,
): KernelShape => ({
  map: [1, 1],
  channels,
  paddedChannels,
  core: {
    kind: 'winograd_filters',
    reads: [{ access: { x: 0, y: 0, image: 0 } }],
    tensors: 0,
    results: 1,
    inChannels,
    outputs,
  },
  steps: [],
});
