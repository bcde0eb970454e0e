import { found, lifetimesOf, type KernelProgram } from '@resnet-compile/ir';
import { featureMap, type FeatureMap } from '../feature-map.ts';
import { zeros } from '../values.ts';
import type { Memory } from './memory.ts';

/** Every buffer by itself in N×C×H×W, from its first write to its last use. What is not yet written is NaN. */
export function separateMemory(program: KernelProgram, batch: number): Memory {
  const lifetimes = lifetimesOf(program);
  const maps = new Map<string, FeatureMap>();
  return {
    begin: (at) => {
      for (const { id, shape, dtype } of program.buffers) {
        if (lifetimes.get(id)?.first !== at) continue;
        const values = zeros(batch, ...shape);
        values.data.fill(NaN);
        maps.set(id, featureMap(values, dtype));
      }
    },
    mapOf: (id) => found(maps, id),
    end: (at) => {
      for (const id of maps.keys()) if (found(lifetimes, id).last <= at) maps.delete(id);
    },
  };
}
