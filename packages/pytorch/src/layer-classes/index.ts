import { convolutions } from './convolutions.ts';
import { elements } from './elements.ts';
import type { LayerClass } from './layer-class.ts';
import { norms } from './norms.ts';
import { pools } from './pools.ts';
import { references } from './references.ts';

/** What torch.nn has no module for, by name. */
export const layerClasses: Readonly<Record<string, LayerClass>> = {
  ...convolutions,
  ...pools,
  ...norms,
  ...elements,
  ...references,
};

/** The classes of these names, and what they need, what is needed first. */
export function classesFor(names: Iterable<string>): readonly LayerClass[] {
  const found = new Map<string, LayerClass>();
  const add = (name: string): void => {
    const own = layerClasses[name];
    if (!own || found.has(name)) return;
    for (const needed of own.needs ?? []) add(needed);
    found.set(name, own);
  };
  for (const name of names) add(name);
  return [...found.values()];
}
