import { shown } from '@resnet-compile/options';
import { isLayer } from '../brand.ts';
import type { Children, Layer, Layers } from '../layer.ts';
import type { Problem } from '../problem.ts';
import type { SourcePosition } from '../source-position.ts';

/** Layers as named children; what is not a layer is reported and left out. */
export function childrenOf(
  call: string,
  layers: unknown,
  position: SourcePosition | undefined,
): { readonly children: Children; readonly problems: readonly Problem[] } {
  const at = position ? { position } : {};
  if (typeof layers !== 'object' || layers === null || isLayer(layers)) {
    return {
      children: [],
      problems: [
        { code: 'RC1104', message: `${call}: found ${shown(layers)}; expected layers in an array or a record`, ...at },
      ],
    };
  }
  const children: [string, Layer][] = [];
  const problems: Problem[] = [];
  // What `{ __proto__: layer }` means in JavaScript.
  if (isLayer(Object.getPrototypeOf(layers)))
    problems.push({
      code: 'RC1104',
      message: `${call}: __proto__ cannot name a layer`,
      hint: 'give it another name',
      ...at,
    });
  for (const [name, layer] of Object.entries(layers)) {
    if (isLayer(layer)) children.push([name, layer]);
    else {
      problems.push({
        code: 'RC1104',
        message: `${call}: ${JSON.stringify(name)} is ${shown(layer)}; expected a layer`,
        ...(typeof layer === 'function' ? { hint: 'call it' } : {}),
        option: name,
        ...at,
      });
    }
  }
  return { children, problems };
}

/** One layer out of a layer, an array or a record. */
export const isSingle = (layers: Layers): layers is Layer => isLayer(layers);
