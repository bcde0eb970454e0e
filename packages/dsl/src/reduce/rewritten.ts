import type { Layer } from '../layer.ts';
import { partsOf } from '../parts-of.ts';

/** Every layer within a layer, and it itself at last, as `change` makes it; what is one layer in two places stays one. */
export function rewritten(layer: Layer, change: (layer: Layer) => Layer): Layer {
  const done = new Map<Layer, Layer>();
  const of = (each: Layer): Layer => {
    const known = done.get(each);
    if (known) return known;
    const inside = partsOf(each).reduce<Layer>((around, { layer: inner }, index) => {
      const by = of(inner);
      return by === inner ? around : (partsOf(around)[index]?.replaced(by) ?? around);
    }, each);
    const result = change(inside);
    done.set(each, result);
    return result;
  };
  return of(layer);
}
