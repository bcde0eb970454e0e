import {
  backends,
  CannotCompile,
  compileModule,
  compileTraining,
  stagesOf,
  targetNames,
  type Stages,
  type TargetName,
} from '@resnet-compile/driver';
import type { Network } from '@resnet-compile/dsl';
import { faultKind } from '@resnet-compile/dsl/reduce';
import type { Fault } from './fault.ts';
import { deviceComparison } from './compare-devices.ts';

export interface FaultOptions {
  /** Whether the training step is compiled as well. */
  readonly train?: boolean;
  /** Whether results are compared, and how far they may lie apart, relative to the largest. */
  readonly tolerance?: number;
}

/** What a module has by default, and the others. */
const targets: readonly (TargetName | undefined)[] = [
  undefined,
  ...targetNames.filter((name) => !backends[name].byDefault),
];

/** Looks for an error within the compiler, or devices whose results differ; undefined where all is well, or a network does not fit. */
export function moduleFault({ train, tolerance }: FaultOptions): (network: Network) => Promise<Fault | undefined> {
  const compare = tolerance === undefined ? undefined : deviceComparison(tolerance);
  return async (network) => {
    try {
      const stages = stagesOf(network, { name: 'model' });
      if ('problems' in stages) return undefined;
      for (const target of targets) compileModule(stages, { target });
      if (train) compileTrainable(stages);
      return await compare?.(stages);
    } catch (error) {
      const thrown = error instanceof Error ? error : new Error(String(error));
      return { kind: faultKind(thrown), message: thrown.message };
    }
  };
}

function compileTrainable(stages: Stages): void {
  try {
    compileTraining(stages);
  } catch (error) {
    if (!(error instanceof CannotCompile)) throw error;
  }
}
