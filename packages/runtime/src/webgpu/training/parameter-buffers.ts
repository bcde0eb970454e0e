import type { ParameterBlock, WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';
import { found, type ParameterDeclaration } from '@resnet-compile/ir';
import type { State } from '../../weights.ts';
import type { TrainingState, Weights } from '../../training/trainer.ts';
import { packTensor, unpackTensor } from '../pack.ts';
import type { WatchedDevice } from '../watched-device.ts';
import { readRanges, type Range } from './read-ranges.ts';

/** Parameters, and what has a value for each of them, on the device; all buffers lie alike. */
export class ParameterBuffers {
  readonly parameters: GPUBuffer;
  /** Of the part of a batch that ran last. */
  readonly gradients: GPUBuffer;
  /** Over the parts of a batch; the gradients themselves where there is one. */
  readonly sums: GPUBuffer;
  readonly moments: readonly GPUBuffer[];
  /** Of steps that were taken. */
  readonly statistics: GPUBuffer;
  /** Of both, where it is declared. */
  readonly average: Pick<ParameterBuffers, 'parameters' | 'statistics'> | undefined;
  /** The running statistics between two parts of a batch: a buffer cannot be copied into itself. */
  readonly carried: GPUBuffer | undefined;
  readonly control: GPUBuffer;
  readonly plan: WebGpuTrainingPlan;
  readonly #device: WatchedDevice;
  readonly #lengths: ReadonlyMap<string, number>;
  #seed = 0;

  constructor(device: WatchedDevice, plan: WebGpuTrainingPlan, declared: readonly ParameterDeclaration[]) {
    const {
      parameters: { bytes, statistics },
      update,
      control,
    } = plan;
    const like = (label: string): GPUBuffer => device.buffer(label, bytes);
    this.#device = device;
    this.plan = plan;
    this.#lengths = new Map(
      declared.map(({ name, shape }) => [name, shape.reduce((product, extent) => product * extent, 1)]),
    );
    this.parameters = like('parameters');
    this.gradients = like('gradients');
    this.sums = update.accumulate > 1 ? like('sums of gradients') : this.gradients;
    this.moments = Array.from({ length: update.moments }, (_, index) => like(`moments ${index}`));
    this.statistics = device.buffer('running statistics', statistics.bytes);
    this.average = update.ema
      ? { parameters: like('averages'), statistics: device.buffer('averaged statistics', statistics.bytes) }
      : undefined;
    this.carried = update.accumulate > 1 ? device.buffer('carried statistics', statistics.bytes) : undefined;
    this.control = device.buffer('control', control.words * 4);
  }

  write({ state, moments, averages, step, seed }: TrainingState): void {
    const {
      parameters: { statistics, blocks, bytes },
      control,
    } = this.plan;
    this.#upload(this.parameters, blocks, bytes, (name) => state.get(name));
    this.moments.forEach((buffer, index) => this.#upload(buffer, blocks, bytes, (name) => moments.get(name)?.[index]));
    this.#upload(this.statistics, statistics.blocks, statistics.bytes, (name) => state.get(name));
    if (this.average) {
      this.#upload(this.average.parameters, blocks, bytes, (name) => averages.get(name));
      this.writeAveragedStatistics(averages);
    }
    const words = new Uint32Array(control.words);
    words[control.step] = step;
    words[control.seed] = seed;
    this.#seed = seed;
    this.#device.device.queue.writeBuffer(this.control, 0, words);
  }

  /** Parameters and running statistics, or their average. */
  async readState(of: Weights = 'present'): Promise<State> {
    const { bytes, statistics } = this.plan.parameters;
    const weights = of === 'average' ? this.expectAverage() : this;
    const [parameters, running] = await readRanges(this.#device.device, [
      this.#whole(weights.parameters, bytes),
      this.#whole(weights.statistics, statistics.bytes),
    ]);
    return this.#inOrder(parameters, running);
  }

  async read(): Promise<TrainingState> {
    const {
      parameters: { blocks, bytes, statistics },
      control,
    } = this.plan;
    const [[words, parameters, running, ...rest], averaged] = await Promise.all([
      readRanges(this.#device.device, [
        this.#whole(this.control, control.words * 4),
        this.#whole(this.parameters, bytes),
        this.#whole(this.statistics, statistics.bytes),
        ...this.moments.map((buffer) => this.#whole(buffer, bytes)),
      ]),
      this.average &&
        readRanges(this.#device.device, [
          this.#whole(this.average.parameters, bytes),
          this.#whole(this.average.statistics, statistics.bytes),
        ]),
    ]);
    const unpack = (data: ArrayBuffer): ReadonlyMap<string, Float32Array> =>
      unpackAll(blocks, this.#lengths, new Float32Array(data));
    const moments = rest.map(unpack);
    return {
      state: this.#inOrder(parameters, running),
      step: new Uint32Array(words)[control.step]!,
      seed: this.#seed,
      moments: new Map(blocks.map(({ name }) => [name, moments.map((each) => found(each, name))])),
      averages: averaged ? this.#inOrder(...averaged) : new Map(),
    };
  }

  expectAverage(): NonNullable<ParameterBuffers['average']> {
    if (!this.average) throw new Error('no average is declared');
    return this.average;
  }

  /** The running statistics that a batch has made, and those of the average. */
  async readStatistics(tensors: GPUBuffer): Promise<{ readonly recent: State; readonly averaged: State }> {
    const {
      parameters: {
        statistics: { bytes, blocks },
      },
      step,
    } = this.plan;
    const unpack = (data: ArrayBuffer): State => unpackAll(blocks, this.#lengths, new Float32Array(data));
    const [recent, averaged] = await readRanges(this.#device.device, [
      { buffer: tensors, offset: step.recent, size: bytes },
      this.#whole(this.expectAverage().statistics, bytes),
    ]);
    return { recent: unpack(recent), averaged: unpack(averaged) };
  }

  writeAveragedStatistics(averaged: State): void {
    const { statistics } = this.plan.parameters;
    this.#upload(this.expectAverage().statistics, statistics.blocks, statistics.bytes, (name) => averaged.get(name));
  }

  /** Gradients and running statistics that a batch would make, in the order of the state. */
  async readGradients(tensors: GPUBuffer): Promise<Float32Array> {
    const {
      parameters: { blocks, bytes, statistics },
      step,
    } = this.plan;
    const [sums, recent] = await readRanges(this.#device.device, [
      this.#whole(this.sums, bytes),
      { buffer: tensors, offset: step.recent, size: statistics.bytes },
    ]);
    const values = new Map([
      ...unpackAll(blocks, this.#lengths, new Float32Array(sums)),
      ...unpackAll(statistics.blocks, this.#lengths, new Float32Array(recent)),
    ]);
    const pieces = this.#flatOrder().map((name) => found(values, name));
    const flat = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
    pieces.reduce((start, piece) => (flat.set(piece, start), start + piece.length), 0);
    return flat;
  }

  /** The other way round. */
  writeGradients(flat: Float32Array, tensors: GPUBuffer): void {
    const {
      parameters: { blocks, bytes, statistics },
      step,
    } = this.plan;
    let end = 0;
    const pieces = new Map(
      this.#flatOrder().map((name) => [name, flat.subarray(end, (end += found(this.#lengths, name)))]),
    );
    const valuesOf = (name: string): Float32Array | undefined => pieces.get(name);
    this.#upload(this.sums, blocks, bytes, valuesOf);
    this.#upload(tensors, statistics.blocks, statistics.bytes, valuesOf, step.recent);
  }

  /** First all parameters, then all running statistics, each in the order of the state. */
  #flatOrder(): readonly string[] {
    const statistics = new Set(this.plan.parameters.statistics.blocks.map(({ name }) => name));
    const names = [...this.#lengths.keys()];
    return [...names.filter((name) => !statistics.has(name)), ...names.filter((name) => statistics.has(name))];
  }

  #inOrder(parameters: ArrayBuffer, running: ArrayBuffer): State {
    const { blocks, statistics } = this.plan.parameters;
    const values = new Map([
      ...unpackAll(blocks, this.#lengths, new Float32Array(parameters)),
      ...unpackAll(statistics.blocks, this.#lengths, new Float32Array(running)),
    ]);
    return new Map([...this.#lengths.keys()].map((name) => [name, found(values, name)]));
  }

  #whole(buffer: GPUBuffer, size: number): Range {
    return { buffer, offset: 0, size };
  }

  #upload(
    buffer: GPUBuffer,
    blocks: readonly ParameterBlock[],
    bytes: number,
    valuesOf: (name: string) => Float32Array | undefined,
    at = 0,
  ): void {
    if (bytes === 0) return;
    const f = new Float32Array(bytes / 4);
    for (const block of blocks) {
      const values = valuesOf(block.name);
      if (values) packTensor(block.packing, { values }, f, block.offset / 4);
    }
    this.#device.device.queue.writeBuffer(buffer, at, f);
  }
}

/** All of some blocks' values, by name. */
export const unpackAll = (
  blocks: readonly ParameterBlock[],
  lengths: ReadonlyMap<string, number>,
  f: Float32Array,
): Map<string, Float32Array> =>
  new Map(
    blocks.map(({ name, packing, offset }) => {
      const values = new Float32Array(found(lengths, name));
      unpackTensor(packing, f, offset / 4, values);
      return [name, values];
    }),
  );
