import { blocksIn, type ParameterBlock, type WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';
import { found, itemOf, type ParameterDeclaration } from '@resnet-compile/ir';
import type { State } from '../../weights.ts';
import type { TrainingState, Weights } from '../../training/trainer.ts';
import { packTensor, unpackTensor } from '../pack.ts';
import type { WatchedDevice } from '../watched-device.ts';
import { readRanges } from './read-ranges.ts';

/** Parameters, and what has a value for each that is trained, on the device; all those buffers lie alike. */
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
  readonly #parameters: Laid;
  readonly #trained: Laid;
  readonly #statistics: Laid;
  readonly #moved: Laid;
  #seed = 0;

  constructor(device: WatchedDevice, plan: WebGpuTrainingPlan, declared: readonly ParameterDeclaration[]) {
    const {
      parameters: { bytes, trained, statistics },
      update,
      control,
    } = plan;
    const ofTrained = (label: string): GPUBuffer => device.buffer(label, trained.bytes);
    this.#device = device;
    this.plan = plan;
    this.#lengths = new Map(
      declared.map(({ name, shape }) => [name, shape.reduce((product, extent) => product * extent, 1)]),
    );
    this.#parameters = { blocks: plan.parameters.blocks, bytes, from: 0 };
    this.#trained = {
      blocks: blocksIn(plan.parameters.blocks, trained),
      bytes: trained.bytes,
      from: trained.offset,
    };
    this.#statistics = { blocks: statistics.blocks, bytes: statistics.bytes, from: 0 };
    const moved = { offset: 0, bytes: statistics.moved };
    this.#moved = { blocks: blocksIn(statistics.blocks, moved), bytes: statistics.moved, from: 0 };
    this.parameters = device.buffer('parameters', bytes);
    this.gradients = ofTrained('gradients');
    this.sums = update.accumulate > 1 ? ofTrained('sums of gradients') : this.gradients;
    this.moments = Array.from({ length: update.moments }, (_, index) => ofTrained(`moments ${index}`));
    this.statistics = device.buffer('running statistics', statistics.bytes);
    this.average = update.ema
      ? { parameters: ofTrained('averages'), statistics: device.buffer('averaged statistics', statistics.moved) }
      : undefined;
    this.carried = update.accumulate > 1 ? device.buffer('carried statistics', statistics.moved) : undefined;
    this.control = device.buffer('control', control.words * 4);
  }

  write({ state, moments, averages, step, seed }: TrainingState): void {
    const { control } = this.plan;
    this.#upload(this.parameters, this.#parameters, (name) => state.get(name));
    this.moments.forEach((buffer, index) => this.#upload(buffer, this.#trained, (name) => moments.get(name)?.[index]));
    this.#upload(this.statistics, this.#statistics, (name) => state.get(name));
    if (this.average) {
      this.#upload(this.average.parameters, this.#trained, (name) => averages.get(name));
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
    const isAveraged = this.#trained.bytes === this.#parameters.bytes && this.#moved.bytes === this.#statistics.bytes;
    const present = of === 'average' && isAveraged ? [] : this.#present;
    return this.#inOrder(await this.#read([...present, ...(of === 'average' ? this.#averaged : [])]));
  }

  async read(): Promise<TrainingState> {
    const { control } = this.plan;
    const [[words], present, moments, averaged] = await Promise.all([
      readRanges(this.#device.device, [{ buffer: this.control, offset: 0, size: control.words * 4 }]),
      this.#read(this.#present),
      Promise.all(this.moments.map((buffer) => this.#read([[buffer, this.#trained]]))),
      this.average && this.#read(this.#averaged),
    ]);
    return {
      state: this.#inOrder(present),
      step: new Uint32Array(words)[control.step]!,
      seed: this.#seed,
      moments: new Map(this.#trained.blocks.map(({ name }) => [name, moments.map((each) => found(each, name))])),
      averages: averaged ? this.#inOrder(new Map([...present, ...averaged])) : new Map(),
    };
  }

  get #present(): readonly Held[] {
    return [
      [this.parameters, this.#parameters],
      [this.statistics, this.#statistics],
    ];
  }

  /** What is not among them is its own average. */
  get #averaged(): readonly Held[] {
    const { parameters, statistics } = this.expectAverage();
    return [
      [parameters, this.#trained],
      [statistics, this.#moved],
    ];
  }

  expectAverage(): NonNullable<ParameterBuffers['average']> {
    if (!this.average) throw new Error('no average is declared');
    return this.average;
  }

  /** The running statistics that a batch has made, and those of the average. */
  async readStatistics(tensors: GPUBuffer): Promise<{ readonly recent: State; readonly averaged: State }> {
    const { recent: at } = this.plan.step;
    const [recent, averaged] = await Promise.all([
      this.#read([[tensors, this.#moved, at]]),
      this.#read([[this.expectAverage().statistics, this.#moved]]),
    ]);
    return { recent, averaged };
  }

  writeAveragedStatistics(averaged: State): void {
    this.#upload(this.expectAverage().statistics, this.#moved, (name) => averaged.get(name));
  }

  /** Of a batch, by name. */
  readTrained(): Promise<State> {
    return this.#read([[this.sums, this.#trained]]);
  }

  /** Gradients and running statistics that a batch would make, in the order of the state. */
  async readGradients(tensors: GPUBuffer): Promise<Float32Array> {
    const { recent } = this.plan.step;
    const values = await this.#read([
      [this.sums, this.#trained],
      [tensors, this.#moved, recent],
    ]);
    const pieces = this.#flatOrder().map((name) => found(values, name));
    const flat = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
    pieces.reduce((start, piece) => (flat.set(piece, start), start + piece.length), 0);
    return flat;
  }

  /** The other way round. */
  writeGradients(flat: Float32Array, tensors: GPUBuffer): void {
    let end = 0;
    const pieces = new Map(
      this.#flatOrder().map((name) => [name, flat.subarray(end, (end += found(this.#lengths, name)))]),
    );
    const valuesOf = (name: string): Float32Array | undefined => pieces.get(name);
    this.#upload(this.sums, this.#trained, valuesOf);
    this.#upload(tensors, this.#moved, valuesOf, this.plan.step.recent);
  }

  /** First what is trained, then the running statistics that move, each in the order of the state. */
  #flatOrder(): readonly string[] {
    const names = [...this.#lengths.keys()];
    return [this.#trained, this.#moved].flatMap(({ blocks }) => {
      const own = new Set(blocks.map(({ name }) => name));
      return names.filter((name) => own.has(name));
    });
  }

  #inOrder(values: State): State {
    return new Map([...this.#lengths.keys()].map((name) => [name, found(values, name)]));
  }

  /** The values of several buffers, in one submit; of a name that is in two, the later ones. */
  async #read(held: readonly Held[]): Promise<Map<string, Float32Array>> {
    const ranges = held.map(([buffer, { bytes }, offset = 0]) => ({ buffer, offset, size: bytes }));
    const data = await readRanges(this.#device.device, ranges);
    return new Map(
      held.flatMap(([, { blocks, from }], index) => [
        ...unpackAll(blocks, this.#lengths, new Float32Array(itemOf(data, index)), from),
      ]),
    );
  }

  #upload(
    buffer: GPUBuffer,
    { blocks, bytes, from }: Laid,
    valuesOf: (name: string) => Float32Array | undefined,
    at = 0,
  ): void {
    if (bytes === 0) return;
    const f = new Float32Array(bytes / 4);
    for (const block of blocks) {
      const values = valuesOf(block.name);
      if (values) packTensor(block.packing, { values }, f, (block.offset - from) / 4);
    }
    this.#device.device.queue.writeBuffer(buffer, at, f);
  }
}

/** Tensors as they lie in a buffer, which begins where `from` is among all of their kind. */
interface Laid {
  readonly blocks: readonly ParameterBlock[];
  readonly bytes: number;
  readonly from: number;
}

/** A buffer that holds them, from its beginning or from `offset` on. */
type Held = readonly [buffer: GPUBuffer, laid: Laid, offset?: number];

/** All of some blocks' values, by name. */
export const unpackAll = (
  blocks: readonly ParameterBlock[],
  lengths: ReadonlyMap<string, number>,
  f: Float32Array,
  from = 0,
): Map<string, Float32Array> =>
  new Map(
    blocks.map(({ name, packing, offset }) => {
      const values = new Float32Array(found(lengths, name));
      unpackTensor(packing, f, (offset - from) / 4, values);
      return [name, values];
    }),
  );
