import type { Layer, Problem } from '@resnet-compile/dsl';
import { describeShape, rewriteGraph, ShapeError, type Graph, type Node } from '@resnet-compile/ir';
import { join } from './join.ts';

/** The path of a later use of a shared layer, and that of the first, whose parameters it has. */
interface Use {
  readonly path: string;
  readonly first: string;
}

/** What shared layers have in common, and which values are used twice without being shared. */
export class Sharing {
  readonly #firstOfShared = new Map<Layer, string>();
  readonly #firstOf = new Map<Layer, string>();
  readonly #places = new Map<Layer, readonly string[]>();
  readonly #parameters = new Map<string, Node>();
  readonly #aliases = new Map<string, string[]>();
  #use: Use | undefined;

  /** Runs within a use of a shared layer. */
  within<Value>(layer: Layer, path: string, run: () => Value): Value {
    const first = this.#firstOfShared.get(layer);
    if (first === undefined) {
      this.#firstOfShared.set(layer, path);
      return run();
    }
    const before = this.#use;
    this.#use = { path, first };
    try {
      return run();
    } finally {
      this.#use = before;
    }
  }

  /** Whether a layer stood elsewhere before, and is not shared. */
  stoodBefore(layer: Layer, path: string): boolean {
    if (this.#use || layer.kind === 'shared') return false;
    const stood = this.#firstOf.has(layer);
    if (!stood) this.#firstOf.set(layer, path);
    return stood;
  }

  /** A layer has parameters, and stood elsewhere before. */
  repeated(layer: Layer, path: string): void {
    const places = this.#places.get(layer) ?? [this.#firstOf.get(layer) ?? ''];
    this.#places.set(layer, [...places, path]);
  }

  get warnings(): readonly Problem[] {
    return Array.from(this.#places, ([layer, places]) => ({
      code: 'RC1105',
      ...(layer.position ? { position: layer.position } : {}),
      message: `one layer stands in ${places.length} places, ${places.slice(0, -1).join(', ')} and ${places.at(-1)}, and has parameters of its own in each`,
      hint: 'shared(layer) has the same in all places; where they are meant to differ, make a layer for each',
    }));
  }

  /** The parameter of the first use, where there is one. @throws {ShapeError} where it has another shape. */
  parameter(name: string, shape: readonly number[]): Node | undefined {
    if (!this.#use) return undefined;
    const { path, first } = this.#use;
    const own = join(first, path ? name.slice(path.length + 1) : name);
    const node = this.#parameters.get(own);
    if (!node) return undefined;
    if (String(node.type.shape) !== String(shape))
      throw new ShapeError(
        `${name} would be ${describeShape(shape)}; it is shared with ${own}, which is ${describeShape(node.type.shape)}`,
        `give both uses inputs of as many channels, or this one a layer of its own`,
      );
    if (own !== name) this.#aliases.set(own, [...(this.#aliases.get(own) ?? []), name]);
    return node;
  }

  note(name: string, parameter: Node): Node {
    this.#parameters.set(name, parameter);
    return parameter;
  }

  /** The graph, whose parameters know the names of later uses. */
  withAliases(graph: Graph): Graph {
    if (this.#aliases.size === 0) return graph;
    return rewriteGraph(graph, (node) => {
      const aliases = node.op === 'parameter' ? this.#aliases.get(node.attributes.name) : undefined;
      return node.op === 'parameter' && aliases ? { ...node, attributes: { ...node.attributes, aliases } } : node;
    });
  }
}
