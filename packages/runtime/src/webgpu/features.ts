import type { ProgramPlan } from '@resnet-compile/plan/webgpu';

/** Whether an adapter can run a plan's shaders. */
export const supports = (plan: ProgramPlan, { features }: GPUAdapter): boolean =>
  plan.precision === 'f32' || features.has('shader-f16');

/**
 * The features to request for a plan.
 *
 * @throws {Error} that says what to do, where the adapter lacks one.
 */
export function requiredFeatures(plan: ProgramPlan, adapter: GPUAdapter): GPUFeatureName[] {
  if (!supports(plan, adapter))
    throw new Error(
      "WebGPU: the module was compiled with --precision f16, and this adapter has no float16 (the WebGPU feature shader-f16). Compile it without, or load with device: 'cpu'.",
    );
  return plan.precision === 'f16' ? ['shader-f16'] : [];
}
