import type { Layer } from '@resnet-compile/dsl';
import { call, type Call, type Expression, type Instance, type Sequential } from '../python/expression.ts';
import { isChildName } from '../python/names.ts';
import { classNameOf } from './class-name-of.ts';
import { hasState, isDense, isSimple, layerCall, type SimpleLayer } from './layer-call.ts';
import type { Link, Modules } from './modules.ts';
import { givesRows } from './named-parts.ts';
import { join } from './paths.ts';
import { Scope } from './scope.ts';
import { Sharing } from './sharing.ts';

/** Makes the modules of a network, and notes what only the whole network knows. */
export class Tree implements Modules {
  readonly sharing = new Sharing();
  readonly links: Link[] = [];
  readonly places = new Map<string, string>();
  readonly bases = new Map<string, string>();
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #taps: ReadonlySet<string>;

  constructor(shapes: ReadonlyMap<string, readonly number[]>, taps: readonly string[]) {
    this.#shapes = shapes;
    this.#taps = new Set(taps);
  }

  isTapped(path: string): boolean {
    return this.#taps.has(path);
  }

  /** The module of a layer of this path, whose parameters have that name before them. */
  moduleOf(layer: Layer, path: string, isRow: boolean): Expression {
    if (layer.kind === 'shared') return this.sharing.within(layer, path, () => this.moduleOf(layer.layer, path, isRow));
    if (isSimple(layer)) return this.simple(layer, path, isRow);
    return (
      (layer.kind === 'sequential' && this.chain(layer.children, path, isRow)) || this.instance(layer, path, isRow)
    );
  }

  /** A layer, or a stand-in for the one whose parameters it has. */
  simple(layer: SimpleLayer, path: string, isRow: boolean): Call {
    const place = this.sharing.placeOf(path);
    if (place !== path && hasState(layer)) {
      const base = this.bases.get(place);
      this.links.push({ place: path, first: place, ...(base === undefined ? {} : { base }) });
      return call('Shared');
    }
    const shape = (leaf: string): readonly number[] => {
      const name = join(path, leaf);
      const found = this.#shapes.get(name);
      if (!found) throw new Error(`the network has no tensor ${JSON.stringify(name)}`);
      return found;
    };
    return ownedBy(layerCall(layer, { shape, isRow }), path.slice(path.lastIndexOf('.') + 1));
  }

  /** Children one after the other as they are; undefined where nn.Sequential cannot have them. */
  chain(children: readonly (readonly [string, Layer])[], path: string, isRow: boolean): Sequential | undefined {
    const names = children.map(([name]) => name);
    const isNumbered = names.every((name, index) => name === String(index));
    if (!names.length || new Set(names).size < names.length || !names.every(isChildName)) return undefined;
    if (this.sharing.repeats && children.some(([, child]) => isDense(child))) return undefined;
    let row = isRow;
    return {
      kind: 'sequential',
      children: children.map(([name, child]) => {
        const own = join(path, name);
        const module = this.moduleOf(child, own, row);
        if (this.isTapped(own)) this.places.set(own, own);
        const made = isDense(child) && !row && module.kind === 'call' ? { ...module, callee: 'Linear' } : module;
        row = givesRows(child, row);
        return { ...(isNumbered ? {} : { name }), value: made };
      }),
    };
  }

  instance(layer: Layer, path: string, isRow: boolean): Instance {
    const scope = new Scope(this, layer, path);
    const result = scope.walk(layer, '', 'x', 'x', isRow);
    return scope.instance(classNameOf(layer, path), result);
  }
}

const ownedBy = (made: Call, owner: string): Call => ({
  ...made,
  arguments: made.arguments.map((one) =>
    one.value.kind === 'value' && one.value.role ? { ...one, value: { ...one.value, owner } } : one,
  ),
});
