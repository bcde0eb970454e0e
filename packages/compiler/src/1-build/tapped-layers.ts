import type { Network, Problem } from '@resnet-compile/dsl';
import { describeShape, found, itemOf, type Graph, type Node } from '@resnet-compile/ir';
import { nearest } from '@resnet-compile/options';

type Fault = Pick<Problem, 'code' | 'message' | 'hint'>;

/** Options whose items are the paths of layers. */
type NamingOptions = Readonly<Partial<Record<'outputs' | 'explain' | 'gradients', readonly string[]>>>;

/** What layers give, by their paths in the network; several where the parts of a residual name layers alike. */
export class LayerValues {
  readonly #values = new Map<string, Node[]>();

  /** Returns the value. */
  note(path: string, value: Node): Node {
    const known = this.#values.get(path);
    if (known) known.push(value);
    else this.#values.set(path, [value]);
    return value;
  }

  /** The values that options name, each once. Nothing but what is wrong with them, where anything is. */
  tapsOf(
    options: NamingOptions,
    position: Network['position'],
  ): {
    readonly taps: Graph['taps'];
    readonly problems: readonly Problem[];
  } {
    const problems = Object.entries(options).flatMap(([option, paths]) =>
      paths.flatMap((path): readonly Problem[] => {
        const fault = this.#faultOf(path, option) ?? (option === 'explain' ? this.#faultOfMaps(path) : undefined);
        return fault ? [{ ...fault, option, ...(position ? { position } : {}) }] : [];
      }),
    );
    if (problems.length) return { taps: [], problems };
    const paths = [...new Set(Object.values(options).flat())];
    return { taps: paths.map((name) => ({ name, node: this.#valueOf(name) })), problems };
  }

  #valueOf(path: string): Node {
    return itemOf(found(this.#values, path), 0);
  }

  /** A heat map is drawn of maps. */
  #faultOfMaps(path: string): Fault | undefined {
    const { shape } = this.#valueOf(path).type;
    return shape.length === 4
      ? undefined
      : {
          code: 'RC1102',
          message: `explain: '${path}' gives ${describeShape(shape)}; expected maps, N×C×H×W`,
          hint: 'name a layer before the classifier and the pooling, such as the last stage',
        };
  }

  #faultOf(path: string, option: string): Fault | undefined {
    const values = this.#values.get(path);
    if (values && new Set(values).size > 1)
      return {
        code: 'RC1103',
        message: `${option}: several layers have the path '${path}'`,
        hint: 'name them apart: the parts of a residual share the names of its block',
      };
    if (values) return undefined;
    const near = nearest(path, [...this.#values.keys()]);
    return {
      code: 'RC1102',
      message: `${option}: no layer has the path '${path}'`,
      hint: `${near === undefined ? 't' : `did you mean '${near}'? T`}here are ${this.#beside(path).join(', ')}`,
    };
  }

  /** The layers within the innermost that a path names, or those of the network. */
  #beside(path: string): readonly string[] {
    const within = path.split('.').slice(0, -1);
    while (within.length && !this.#values.has(within.join('.'))) within.pop();
    const prefix = within.map((part) => `${part}.`).join('');
    const all = [...this.#values.keys()].filter((name) => name.startsWith(prefix) && name !== prefix.slice(0, -1));
    // Names may have dots of their own: children are what no other lies around.
    return all.filter((name) => !all.some((other) => name.startsWith(`${other}.`)));
  }
}
