import { buildPlan, emitJavaScript, javascriptPanel, javascriptTarget } from '@resnet-compile/backend-cpu';
import { arenaBytes } from '@resnet-compile/compiler';
import { inferenceMemory } from '@resnet-compile/runtime';
import type { Backend } from '../backend.ts';

/** Plain JavaScript, for hosts without WebAssembly. */
export const javascript: Backend = {
  device: 'cpu',
  byDefault: false,
  precisions: ['f32'],
  inference: {
    targets: () => [javascriptTarget],
    emit([program], model) {
      const { plan, shapes } = buildPlan(program);
      return {
        part: { data: { plan, code: { panel: javascriptPanel } }, hostCode: { kernels: emitJavaScript(shapes) } },
        arena: arenaBytes(program).perImage,
        memory: (batch) => ({ inference: inferenceMemory(model, plan, { batch }) }),
      };
    },
  },
};
