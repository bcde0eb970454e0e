import type { Layer } from '../layer.ts';
import { partsOf } from '../parts-of.ts';
import { rewritten } from './rewritten.ts';

/** Of channels, as layers have them under several names. */
const names = ['channels', 'features', 'groups', 'before', 'after'] as const;

const countsOf = (layer: Layer): readonly number[] => [
  ...names.flatMap((name) => {
    const count = (layer as Partial<Record<(typeof names)[number], unknown>>)[name];
    return typeof count === 'number' && count > 1 ? [count] : [];
  }),
  ...partsOf(layer).flatMap((part) => countsOf(part.layer)),
];

/** The numbers of channels that layers name, the largest first. */
export const eachCount = (layer: Layer): readonly number[] => [...new Set(countsOf(layer))].sort((a, b) => b - a);

/** Every layer that names so many channels names fewer: both sides of a residual, and what follows it. */
export const withCount = (layer: Layer, count: number, fewer: number): Layer =>
  rewritten(layer, (each) => {
    const changed = names.filter((name) => (each as Partial<Record<typeof name, unknown>>)[name] === count);
    return changed.length ? ({ ...each, ...Object.fromEntries(changed.map((name) => [name, fewer])) } as Layer) : each;
  });
