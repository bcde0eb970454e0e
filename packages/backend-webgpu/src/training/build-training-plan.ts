import { splitUpdate, updateRuleOf, type KernelProgram, type OptimizerDeclaration } from '@resnet-compile/ir';
import { control, emitDecision, emitNorm, emitPartKey, normInvocations } from '../wgsl/training/emit-control.ts';
import {
  emitAccumulation,
  emitCommit,
  emitScan,
  emitUpdate,
  type MovingAverage,
} from '../wgsl/training/emit-update.ts';
import { compact } from '../wgsl/text.ts';
import { buildStepPlan } from './build-step-plan.ts';
import { layOutParameters } from './lay-out-parameters.ts';
import { groupBy, parameterGroups } from './parameter-groups.ts';
import type { WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';

/** A training step as it is declared, as far as the device makes it. */
export interface StepDeclaration {
  readonly optimizer: OptimizerDeclaration;
  readonly clipNorm: number | null;
  readonly accumulate: number;
  readonly ema: MovingAverage | null;
}

/**
 * Everything that a device needs to train: a program for the step, and the shaders that update parameters.
 *
 * @param step scheduled for WebGPU, of the mode `training`
 * @throws {Error} for a program that was scheduled for another target.
 */
export function buildWebGpuTrainingPlan(
  step: KernelProgram,
  { optimizer, clipNorm, accumulate, ema }: StepDeclaration,
): WebGpuTrainingPlan {
  const parameters = layOutParameters(step, groupBy(optimizer));
  const { rule, perStep } = splitUpdate(updateRuleOf(optimizer, clipNorm));
  const drops = step.kernels.some(({ epilogue }) => epilogue.some(({ kind }) => kind === 'dropout'));
  return {
    parameters,
    step: buildStepPlan(step, parameters, accumulate),
    update: {
      moments: rule.moments.length,
      ema: ema !== null,
      accumulate,
      norm: compact(emitNorm()),
      decision: compact(emitDecision({ perStep, hasStatistics: parameters.statistics.moved > 0 })),
      update: compact(emitUpdate(rule, { groups: parameterGroups(step, parameters, optimizer), ema })),
      commit: compact(emitCommit(ema)),
      scan: compact(emitScan()),
      ...(accumulate > 1 ? { accumulation: compact(emitAccumulation(accumulate)) } : {}),
      ...(drops ? { partKey: compact(emitPartKey(accumulate)) } : {}),
    },
    control,
    normInvocations,
  };
}
