import { withKernels, type WithHostCode } from '../with-host-code.ts';

/** Its kernels, its loss, and its optimiser. */
export const withTrainingCode: WithHostCode = (module, { loss, update, ...code }) => ({
  ...withKernels(module, code),
  ...(module.training && loss
    ? { training: { ...module.training, code: { loss, ...(update ? { update } : {}) } } }
    : {}),
});
