import { cpu, javascript } from '@resnet-compile/backend-cpu/backend';
import { webgpu } from '@resnet-compile/backend-webgpu/backend';
import type { Backend } from '@resnet-compile/plan/backend';

/** The only list, by the names by which targets are chosen. Modules hold the defaults in this order, and report the first. */
export const backends = { cpu, js: javascript, webgpu } satisfies Readonly<Record<string, Backend>>;

export type TargetName = keyof typeof backends;

export const targetNames = Object.keys(backends) as readonly TargetName[];

/** All, or all that are of the default where no target is named. */
export const backendsFor = (target: TargetName | undefined): readonly Backend[] => {
  const all: readonly Backend[] = Object.values(backends);
  return target === undefined ? all.filter(({ byDefault }) => byDefault) : [backends[target]];
};
