import { compileArithmetic } from '@resnet-compile/ir';
import type { Loss } from '../training/loss.ts';
import { clear } from './clear.ts';
import { KernelTask } from './kernel-task.ts';
import { runLoss } from './loss.ts';
import { ReductionTask } from './reduction-task.ts';
import type { StepsOf } from './step.ts';
import { runVector } from './vector.ts';

/** The calls of a step, and of evaluation, which needs no loss. */
export const trainingSteps =
  (loss: Loss = noLoss): StepsOf =>
  (plan) => {
    const expressions = (plan.expressions ?? []).map(compileArithmetic);
    return (call, context, seat) => {
      if ('vector' in call) return { host: (batch, f) => runVector(call, batch, f, expressions) };
      if ('kernel' in call) {
        const { partialSums } = call;
        return {
          task: partialSums ? new ReductionTask(context, call, partialSums) : new KernelTask(context, call, seat),
        };
      }
      return {
        host: (batch, f) => {
          for (const each of call.clears) clear(each, 0, batch, batch, f);
          runLoss(call, loss, batch, f);
        },
      };
    };
  };

/** Of a program that evaluates. */
const noLoss: Loss = () => {
  throw new Error('a training step needs its loss');
};
