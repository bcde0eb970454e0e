import { found, repeatedValues, type KernelProgram, type PrepareStepOf } from '@resnet-compile/ir';
import { vectorsOf } from '../kernel-shape.ts';
import { align, blockOf } from './lay-out-parameters.ts';
import type { ConstantBlock, ParametersPlan, VectorCopy } from '@resnet-compile/plan/webgpu-training';

/** Where the tensors of a program lie, besides filters that are trained: in vectors of four from the start of the buffer. */
export class TensorPlaces {
  readonly constants: ConstantBlock[] = [];
  readonly copies: VectorCopy[] = [];
  /** Bytes; new running statistics. */
  readonly recent: number;
  #bytes: number;
  readonly #places = new Map<string, number>();

  constructor(program: KernelProgram, { blocks, trained, vectors, statistics }: ParametersPlan) {
    const { prepare, results } = program;
    this.recent = align(statistics.offset + statistics.bytes);
    const gradients = align(this.recent + statistics.moved);
    /** Of vectors that are trained, which come first. */
    const bytes = trained.offset + trained.bytes - vectors.offset;
    const to = vectors.offset - trained.offset;
    this.#bytes = results.length ? gradients + bytes : this.recent;
    const vectorAt = new Map(
      blocks.flatMap(({ name, offset, size }) =>
        offset >= vectors.offset ? [[name, { at: offset - vectors.offset, size }] as const] : [],
      ),
    );
    const statisticAt = new Map(statistics.blocks.map(({ name, offset }) => [name, offset]));
    for (const step of prepare) {
      if (step.op === 'constant') this.#placeConstant(step);
      else if (step.op === 'parameter') {
        const { name, kind } = step.attributes;
        const place = kind === 'parameter' ? vectorAt.get(name)?.at : statistics.offset + found(statisticAt, name);
        if (place !== undefined) this.#places.set(step.id, place / 16);
      }
    }
    if (bytes && results.length) this.copies.push({ from: gradients, to, bytes });
    for (const { name: result, tensor } of results) {
      const [kind, name] = [result.slice(0, result.indexOf(' ')), result.slice(result.indexOf(' ') + 1)];
      if (kind === 'statistic') this.#places.set(tensor, (this.recent + found(statisticAt, name)) / 16);
      const vector = kind === 'gradient' ? vectorAt.get(name) : undefined;
      if (!vector) continue;
      const { at, size } = vector;
      const known = this.#places.get(tensor);
      // Two parameters may have one gradient: shifts of two batch norms that are added.
      if (known === undefined) this.#places.set(tensor, (gradients + at) / 16);
      else this.copies.push({ from: known * 16, to: to + at, bytes: size });
    }
  }

  get bytes(): number {
    return Math.max(this.#bytes, 16);
  }

  /** A vector's place; one that has none gets it. */
  of(id: string, length: number): number {
    const known = this.#places.get(id);
    if (known !== undefined) return known;
    const place = this.#take(vectorsOf(length) * 16) / 16;
    this.#places.set(id, place);
    return place;
  }

  /** The index of a constant. */
  filters(id: string): number {
    return this.constants.findIndex(({ name }) => name === id);
  }

  #placeConstant({ id, shape, attributes: { values } }: PrepareStepOf<'constant'>): void {
    const isVector = shape.length < 2;
    // A range that is bound by itself begins at a multiple of 256.
    if (!isVector) this.#bytes = align(this.#bytes);
    const block = blockOf(id, shape, this.#bytes);
    this.#take(block.size);
    this.constants.push({ ...block, values: isVector ? repeatedValues(values, shape[0] ?? 1) : values });
    if (isVector) this.#places.set(id, block.offset / 16);
  }

  #take(size: number): number {
    const offset = this.#bytes;
    this.#bytes += size;
    return offset;
  }
}
