import { kernelEmitters } from '@resnet-compile/backend-cpu/text';
import { updateRuleOf, type KernelProgram } from '@resnet-compile/ir';
import type { ModulePart } from '@resnet-compile/plan';
import type { Backend } from '@resnet-compile/plan/backend';
import type { CpuPlan } from '@resnet-compile/plan/cpu';
import { evaluationMemory, inferenceMemory, stepMemory } from '@resnet-compile/plan/memory';
import { buildPlan } from './build-plan.ts';
import { emitterFor } from './emitters/emitter-for.ts';
import { emitUpdate } from './host/emit-update.ts';
import { emitJavaScript, javascriptPanel } from './js/emit-javascript.ts';
import { carryShapes } from './kernel-shapes.ts';
import { cpuTarget, javascriptTarget } from './target.ts';

export const cpu: Backend & Required<Pick<Backend, 'training'>> = {
  title: 'WebAssembly',
  device: 'cpu',
  byDefault: true,
  precisions: ['f32'],
  inference: {
    targets: () => [cpuTarget],
    emit([program], model) {
      const { plan, part } = wasmPart(program);
      return {
        part,
        arena: plan.memory[1],
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
        arena: training.plan.memory[1],
        memory: (batch) => ({
          step: stepMemory(model, training.plan, declared, { batch }),
          inference: evaluationMemory(evaluating.plan, training.plan, accumulate, { batch }),
        }),
      };
    },
  },
};

/** For hosts without WebAssembly. */
export const javascript: Backend = {
  title: 'plain JavaScript',
  device: 'cpu',
  byDefault: false,
  precisions: ['f32'],
  inference: {
    targets: () => [javascriptTarget],
    emit([program], model) {
      const { plan, shapes } = buildPlan(program);
      return {
        part: { data: { plan, code: { panel: javascriptPanel } }, hostCode: { kernels: emitJavaScript(shapes) } },
        arena: plan.memory[1],
        memory: (batch) => ({ inference: inferenceMemory(model, plan, { batch }) }),
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
