import { found, strides, type BufferDeclaration, type KernelProgram } from '@resnet-compile/ir';
import type { Binding, Dispatch, Grid, MapPlan, Precision, ProgramPlan } from '@resnet-compile/plan/webgpu';
import { shareBuffers } from './share-buffers.ts';
import { shaderTexts } from './wgsl/shader-texts.ts';
import { compact } from './wgsl/text.ts';

/** Collects the dispatches of a program: its shaders, each once, and what they bind. */
export class ProgramBuilder {
  readonly textOf = shaderTexts();
  readonly #program: KernelProgram;
  readonly #precision: Precision;
  readonly #buffers: ReadonlyMap<string, BufferDeclaration>;
  readonly #shared: ReturnType<typeof shareBuffers>;
  readonly #shaders = new Map<string, number>();
  readonly #numbers: (readonly number[])[] = [];
  readonly #dispatches: Dispatch[] = [];

  constructor(program: KernelProgram, precision: Precision = 'f32') {
    this.#program = program;
    this.#precision = precision;
    this.#buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
    this.#shared = shareBuffers(program);
  }

  readonly bufferOf = (id: string): BufferDeclaration => found(this.#buffers, id);
  /** The index of the GPU buffer that a buffer lies in. */
  readonly placeOf = (id: string): number => found(this.#shared.indexOf, id);
  readonly activation = (id: string): Binding => ['activation', this.placeOf(id)];

  numbers(numbers: readonly number[]): Binding {
    return ['numbers', this.#numbers.push(numbers) - 1];
  }

  add(
    name: string,
    shader: string,
    bindings: readonly Binding[],
    grid: Grid,
    rest: Pick<Dispatch, 'scratch' | 'result'> = {},
  ): void {
    const index = this.#shaders.get(shader) ?? this.#shaders.size;
    this.#shaders.set(shader, index);
    this.#dispatches.push({ name, shader: index, bindings, grid, ...rest });
  }

  finish(): ProgramPlan {
    const { input, output, taps } = this.#program;
    return {
      precision: this.#precision,
      shaders: [...this.#shaders.keys()].map(compact),
      buffers: this.#shared.buffers,
      input: this.mapOf(input),
      output: this.mapOf(output),
      ...(taps.length ? { taps: taps.map(({ buffer }) => this.mapOf(buffer)) } : {}),
      dispatches: this.#dispatches,
      numbers: this.#numbers,
    };
  }

  mapOf(id: string): MapPlan {
    const { pixel, row, image } = strides(this.bufferOf(id));
    return {
      shape: this.bufferOf(id).shape,
      address: [0, 0],
      pixel: pixel * 4,
      row: row * 4,
      image: image * 4,
      buffer: this.placeOf(id),
    };
  }
}
