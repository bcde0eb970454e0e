import { splitUpdate, updateRuleOf, type KernelProgram, type OptimizerDeclaration } from '@resnet-compile/ir';
import { control, emitDecision, emitNorm, emitPartKey, normInvocations } from '../wgsl/training/emit-control.ts';
import {
  emitAccumulation,
  emitCommit,
  emitScan,
  emitUpdate,
  type MovingAverage,
} from '../wgsl/training/emit-update.ts';
import { buildDeviceProgram } from './build-device-program.ts';
import { layOutParameters } from './lay-out-parameters.ts';
import type { WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';

/** A training step as it is declared, as far as the device makes it. */
export interface StepDeclaration {
  readonly optimizer: OptimizerDeclaration;
  readonly clipNorm: number | null;
  readonly accumulate: number;
  readonly ema: MovingAverage | null;
}

/**
 * Everything that a device needs to train: a program for the step, one for evaluation on the same parameters, and the
 * shaders that update them.
 *
 * @param step scheduled for WebGPU, of the mode `training` @param evaluation the same network, of the mode `evaluation`
 * @throws {Error} for programs that were scheduled for another target.
 */
export function buildWebGpuTrainingPlan(
  step: KernelProgram,
  evaluation: KernelProgram,
  { optimizer, clipNorm, accumulate, ema }: StepDeclaration,
): WebGpuTrainingPlan {
  const parameters = layOutParameters(step);
  const { rule, perStep } = splitUpdate(updateRuleOf(optimizer, clipNorm));
  const drops = step.kernels.some(({ epilogue }) => epilogue.some(({ kind }) => kind === 'dropout'));
  const { copies: _, recent: __, ...evaluating } = buildDeviceProgram(evaluation, parameters, 1);
  const training = buildDeviceProgram(step, parameters, accumulate);
  const { targets } = training;
  if (!targets) throw new Error('a training step was given whose program has no targets');
  return {
    parameters,
    step: { ...training, targets },
    evaluation: evaluating,
    update: {
      moments: rule.moments.length,
      ema: ema !== null,
      accumulate,
      norm: emitNorm(),
      decision: emitDecision({
        perStep,
        hasStatistics: parameters.statistics.bytes > 0,
      }),
      update: emitUpdate(rule, { weightDecay: optimizer.weightDecay, ema }),
      commit: emitCommit(ema),
      scan: emitScan(),
      ...(accumulate > 1 ? { accumulation: emitAccumulation(accumulate) } : {}),
      ...(drops ? { partKey: emitPartKey(accumulate) } : {}),
      decaying: (optimizer.decay === 'all' ? parameters.bytes : parameters.vectors.offset) / 16,
    },
    control,
    normInvocations,
  };
}
