import { buildPlan, carryShapes, cpuTarget, emitterFor, emitUpdate } from '@resnet-compile/backend-cpu';
import { kernelEmitters } from '@resnet-compile/backend-cpu/text';
import { arenaBytes } from '@resnet-compile/compiler';
import { updateRuleOf, type KernelProgram } from '@resnet-compile/ir';
import type { ModulePart } from '@resnet-compile/module';
import type { CpuPlan } from '@resnet-compile/plan/cpu';
import { evaluationMemory, inferenceMemory, stepMemory } from '@resnet-compile/runtime';
import type { Backend } from '../backend.ts';

/** WebAssembly. */
export const cpu: Backend & Required<Pick<Backend, 'training'>> = {
  device: 'cpu',
  byDefault: true,
  precisions: ['f32'],
  inference: {
    targets: () => [cpuTarget],
    emit([program], model) {
      const { plan, part } = wasmPart(program);
      return {
        part,
        arena: arenaBytes(program).perImage,
        memory: (batch) => ({ inference: inferenceMemory(model, plan, { batch }) }),
      };
    },
  },
  training: {
    targets: () => [cpuTarget],
    emit([step], [inference], model, declared) {
      const { optimizer, clipNorm, accumulate } = declared.declaration;
      const [training, evaluating] = [wasmPart(step), wasmPart(inference)];
      return {
        part: {
          ...training.part,
          hostCode: { ...training.part.hostCode, update: emitUpdate(updateRuleOf(optimizer, clipNorm)) },
        },
        prepare: step.prepare,
        inference: { part: evaluating.part, prepare: inference.prepare },
        arena: arenaBytes(step).perImage,
        memory: (batch) => ({
          step: stepMemory(model, training.plan, declared, { batch }),
          inference: evaluationMemory(evaluating.plan, training.plan, accumulate, { batch }),
        }),
      };
    },
  },
};

/** A program with what its kernels in WebAssembly are made of when a module is loaded. */
function wasmPart(program: KernelProgram): { readonly plan: CpuPlan; readonly part: ModulePart } {
  const { plan, shapes } = buildPlan(program);
  const emit = kernelEmitters[emitterFor(shapes)];
  return { plan, part: { data: { plan, code: { shapes: carryShapes(shapes) } }, hostCode: { emit } } };
}
