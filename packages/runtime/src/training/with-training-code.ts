import { kernelsIn, withKernels, type WithHostCode } from '../with-host-code.ts';

/** Its kernels, its loss, and its optimiser. */
export const withTrainingCode: WithHostCode = (module, { loss, update, ...code }) => {
  const { training } = module;
  return {
    ...withKernels(module, code),
    ...(training
      ? {
          training: {
            ...training,
            ...(training.cpu ? { cpu: kernelsIn(training.cpu, code) } : {}),
            ...(loss ? { code: { loss, ...(update ? { update } : {}) } } : {}),
          },
        }
      : {}),
  };
};
