import type { KernelProgram, PrepareStep, Target } from '@resnet-compile/ir';
import type { DeviceName } from './index.ts';
import type { MemoryUse } from './memory/parts.ts';
import type { ModelInfo } from './model-info.ts';
import type { ModulePart } from './module-part.ts';
import type { DeclaredStep } from './training-declaration.ts';
import type { Precision } from './webgpu.ts';

/** One way of computing on a device: what a program is scheduled for, and what a module then holds of it. */
export interface Backend {
  /** What it compiles to, in people's words. */
  readonly title: string;
  /** Whose runtime it is for. */
  readonly device: DeviceName;
  /** Whether a module has it where nobody says for what it is. */
  readonly byDefault: boolean;
  /** As what it stores values, float32 first. */
  readonly precisions: readonly Precision[];
  readonly inference: InferenceBackend;
  /** Where it trains as well. */
  readonly training?: TrainingBackend;
}

/** What a user may choose of how a program is written. */
export interface BackendOptions {
  readonly precision?: Precision;
  /** Another program for GPUs that are programs of the CPU, as SwiftShader; they run the one for GPUs otherwise. */
  readonly softwareGpu?: boolean;
}

/** One at least. */
export type Several<Value> = readonly [Value, ...Value[]];

export const each = <From, To>([first, ...others]: Several<From>, make: (from: From) => To): Several<To> => [
  make(first),
  ...others.map(make),
];

export interface InferenceBackend {
  /** What one program each is scheduled for; the first is the one that is reported. */
  targets(options: BackendOptions): Several<Target>;
  /** @param programs one for each target, in their order */
  emit(programs: Several<KernelProgram>, model: ModelInfo): Emitted;
}

export interface TrainingBackend {
  /** As those of inference. */
  targets(options: BackendOptions): Several<Target>;
  /** @param steps, inference what trains, and what predicts and evaluates: one for each target, in their order */
  emit(
    steps: Several<KernelProgram>,
    inference: Several<KernelProgram>,
    model: ModelInfo,
    declared: DeclaredStep,
  ): EmittedStep;
}

export interface Emitted {
  readonly part: ModulePart;
  /** Bytes of activations per image. */
  readonly arena: number;
  /** What it needs for so many images at a time; on the CPU, on one thread. */
  readonly memory: (batch: number) => MemoryUse;
}

export interface EmittedStep extends Emitted {
  /** What the runtime prepares of parameters before a step; none where the device itself does. */
  readonly prepare: readonly PrepareStep[];
  /** What predicts and evaluates. */
  readonly inference: { readonly part: ModulePart; readonly prepare: readonly PrepareStep[] };
}
