import type { InputPlan } from '@resnet-compile/plan/cpu';
import type { Images } from '../engine.ts';
import { writeImages } from '../maps.ts';
import { clear } from './clear.ts';

/** Writes a batch's images or targets to where kernels read them. */
export function writeInput(plan: InputPlan, values: Images, batch: number, f: Float32Array): void {
  if (plan.clear) clear(plan.clear, 0, batch, batch, f);
  writeImages(plan, values, batch, f);
}
