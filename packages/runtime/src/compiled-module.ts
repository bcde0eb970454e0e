import type { CpuTrainingPlan } from '@resnet-compile/plan/cpu';
import type { WebGpuPlans } from '@resnet-compile/plan/webgpu';
import type { WebGpuTrainingPlans } from '@resnet-compile/plan/webgpu-training';
import type { PreparePlan } from '@resnet-compile/ir';
import type { CpuPart } from './cpu/cpu-part.ts';
import type { TrainingCode } from './host-code.ts';
import type { ModelInfo, TrainingDeclaration } from '@resnet-compile/plan';
import type { Origin } from './workers/origin.ts';

/** What the compiler writes into a module: a program for one device at least. */
export interface CompiledModule {
  readonly model: ModelInfo;
  /** Folds the parameters; common to all devices. */
  readonly prepare: PreparePlan;
  readonly cpu?: CpuPart;
  readonly webgpu?: WebGpuPlans;
  readonly training?: TrainingPart;
  /** The module is its own worker. */
  readonly origin: Origin;
}

/** Of a module that trains. */
export interface TrainingPart {
  readonly declaration: TrainingDeclaration;
  /** How many tensors the optimiser keeps per parameter. */
  readonly moments: number;
  /** Not there until the module has its host code. */
  readonly code?: TrainingCode;
  readonly prepare: PreparePlan;
  /** The fewest values per image over which a batch norm averages. */
  readonly smallestCount: number;
  /** Where an average is declared: the momentum of each running statistic. */
  readonly momenta?: Readonly<Record<string, number>>;
  /** For one device at least; the fingerprint identifies its kernels. */
  readonly cpu?: CpuPart<CpuTrainingPlan> & { readonly fingerprint: string };
  readonly webgpu?: WebGpuTrainingPlans & { readonly fingerprint: string };
}

type Having<Whole, Part extends keyof Whole> = Whole & Required<Pick<Whole, Part>>;

/** What the devices find in a module that was compiled for them. */
export type CpuModule = Having<CompiledModule, 'cpu'>;
export type WebGpuModule = Having<CompiledModule, 'webgpu'>;
export type TrainingModule = CompiledModule & { readonly training: Having<TrainingPart, 'code'> };
/** It predicts by a program of its own, and carries its optimiser. */
export type CpuTrainingModule = CpuModule & {
  readonly training: Having<TrainingPart, 'cpu'> & { readonly code: Required<TrainingCode> };
};
export type WebGpuTrainingModule = WebGpuModule &
  TrainingModule & { readonly training: Having<TrainingPart, 'webgpu'> };
