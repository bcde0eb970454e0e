import type { PlansByAdapter } from '@resnet-compile/plan/webgpu';
import { isSoftware } from './find-adapter.ts';

/** Of two plans, where there are two, the one that an adapter runs. */
export const planFor = <Plan>({ hardware, software = hardware }: PlansByAdapter<Plan>, adapter: GPUAdapter): Plan =>
  isSoftware(adapter) ? software : hardware;
