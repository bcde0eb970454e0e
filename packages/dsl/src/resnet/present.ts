import type { Layer } from '../layer.ts';
import type { Parts } from './block-context.ts';

/** Those that are there, in their order. */
export const present = (parts: Parts): Readonly<Record<string, Layer>> =>
  Object.fromEntries(Object.entries(parts).flatMap(([name, layer]) => (layer === undefined ? [] : [[name, layer]])));
