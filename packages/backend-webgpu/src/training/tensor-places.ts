import type { KernelProgram } from '@resnet-compile/ir';
import { vectorsOf } from '../kernel-shape.ts';
import { align } from './lay-out-parameters.ts';
import type { DeviceProgramPlan, ParametersPlan, VectorCopy } from './training-plan.ts';

/** Where the per-channel tensors of a program lie, in vectors of four from the start of the buffer. */
export class TensorPlaces {
  readonly constants: DeviceProgramPlan['constants'][number][] = [];
  readonly copies: VectorCopy[] = [];
  /** Bytes; new running statistics. */
  readonly recent: number;
  #bytes: number;
  readonly #places = new Map<string, number>();

  constructor({ prepare, results }: KernelProgram, { blocks, vectors, statistics }: ParametersPlan) {
    this.recent = align(statistics.offset + statistics.bytes);
    const gradients = align(this.recent + statistics.bytes);
    this.#bytes = results.length ? gradients + vectors.bytes : this.recent;
    const vectorAt = new Map(
      blocks.flatMap(({ name, offset }) =>
        offset >= vectors.offset ? [[name, offset - vectors.offset] as const] : [],
      ),
    );
    const statisticAt = new Map(statistics.blocks.map(({ name, offset }) => [name, offset]));
    for (const step of prepare) {
      if (step.op === 'constant') {
        const offset = this.#take(step.attributes.values.length);
        this.constants.push({ offset, values: step.attributes.values });
        this.#places.set(step.id, offset / 16);
      } else if (step.op === 'parameter') {
        const { name, kind } = step.attributes;
        const place = kind === 'parameter' ? vectorAt.get(name) : statistics.offset + statisticAt.get(name)!;
        if (place !== undefined) this.#places.set(step.id, place / 16);
      } else throw new Error(`prepare ${step.id}: a program that is trained folds nothing`);
    }
    if (vectors.bytes && results.length)
      this.copies.push({ from: gradients, to: vectors.offset, bytes: vectors.bytes });
    for (const { name: result, tensor } of results) {
      const [kind, name] = [result.slice(0, result.indexOf(' ')), result.slice(result.indexOf(' ') + 1)];
      if (kind === 'statistic') this.#places.set(tensor, (this.recent + statisticAt.get(name)!) / 16);
      const at = kind === 'gradient' ? vectorAt.get(name) : undefined;
      if (at === undefined) continue;
      const known = this.#places.get(tensor);
      // Two parameters may have one gradient: shifts of two batch norms that are added.
      if (known === undefined) this.#places.set(tensor, (gradients + at) / 16);
      else
        this.copies.push({
          from: known * 16,
          to: vectors.offset + at,
          bytes: blocks.find((block) => block.name === name)!.size,
        });
    }
  }

  get bytes(): number {
    return Math.max(this.#bytes, 16);
  }

  /** A tensor's place; one that has none gets it. */
  of(id: string, length: number): number {
    const known = this.#places.get(id);
    if (known !== undefined) return known;
    const place = this.#take(length) / 16;
    this.#places.set(id, place);
    return place;
  }

  #take(length: number): number {
    const offset = this.#bytes;
    this.#bytes += vectorsOf(length) * 16;
    return offset;
  }
}
