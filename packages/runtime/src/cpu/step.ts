import type { Call, CpuPlan } from '@resnet-compile/plan/cpu';
import type { Task } from '../threads/fork-join.ts';
import type { KernelContext } from './kernel-context.ts';
import type { Seat } from './seat.ts';

/** A call of a plan as it runs: as a task that threads share, or by the host. */
export type Step = { readonly task: Task } | { readonly host: (batch: number, f: Float32Array) => void };

/** How a program's calls run: one that predicts has kernels alone. */
export type StepsOf = (plan: CpuPlan) => (call: Call, context: KernelContext, seat: Seat) => Step;
