import { shownName } from '@resnet-compile/options';
import { OnnxError } from '../onnx-error.ts';
import type { AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto } from '../file/messages.ts';

/** A node with the version of the operator set that it is of: functions have their own. */
export interface PlacedNode extends NodeProto {
  readonly opset: number;
}

/** A residual network of a thousand layers has four thousand. */
const mostNodes = 50_000;
/** Functions that call functions; exporters write one for a module, which lie a few deep. */
const deepest = 64;

export const isStandard = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

/** The version of ONNX's own operators. */
export const opsetOf = ({ opsetImport }: Pick<ModelProto, 'opsetImport'>): number | undefined =>
  opsetImport.find(({ domain }) => isStandard(domain))?.version;

/**
 * The nodes of a graph, and in the place of each that calls a function of the file, the nodes of that: exporters write modules
 * as functions, and what PyTorch's operators are made of
 * (https://github.com/onnx/onnx/blob/main/docs/IR.md#functions).
 *
 * @throws {OnnxError} where functions call each other in a circle, or are too many nodes
 */
export function inlined(model: ModelProto, graph: GraphProto, opset: number): readonly PlacedNode[] {
  const inlining = new Inlining(model.functions, graph);
  inlining.add(graph.node, { opset, callers: [], calledBy: '', nameOf: (name) => name, given: undefined });
  return inlining.nodes;
}

/** Where nodes stand. */
interface Place {
  readonly opset: number;
  /** The functions that are called here, the outermost first. */
  readonly callers: readonly FunctionProto[];
  /** The name of the node that calls this one. */
  readonly calledBy: string;
  /** What a name of the function is in the graph. */
  readonly nameOf: (name: string) => string;
  /** The call's attributes; undefined in the graph itself. */
  readonly given: ReadonlyMap<string, AttributeProto> | undefined;
}

class Inlining {
  readonly nodes: PlacedNode[] = [];
  readonly #functions: ReadonlyMap<string, FunctionProto>;
  readonly #taken: Set<string>;
  #count = 0;

  constructor(functions: readonly FunctionProto[], { node, initializer, input }: GraphProto) {
    this.#functions = new Map(functions.map((each) => [keyOf(each.domain, each.name, each.overload), each]));
    this.#taken = new Set([...input, ...initializer].map(({ name }) => name));
    for (const { output } of node) for (const name of output) this.#taken.add(name);
  }

  add(nodes: readonly NodeProto[], place: Place): void {
    for (const node of nodes) {
      if (++this.#count > mostNodes)
        throw new OnnxError(
          `it has more than ${mostNodes} nodes${this.#functions.size ? ', with those of its functions' : ''}`,
        );
      const called = this.#functions.get(keyOf(node.domain, node.opType, node.overload));
      const own = placed(node, place);
      if (called) this.#call(called, own, place);
      else this.nodes.push(own);
    }
  }

  #call(called: FunctionProto, node: PlacedNode, { callers, opset }: Place): void {
    const chain = [...callers, called];
    const isCircle = callers.includes(called);
    if (isCircle || chain.length > deepest)
      throw new OnnxError(
        `its functions call each other ${isCircle ? 'in a circle' : `more than ${deepest} deep`}: ${chain
          .slice(-5)
          .map(({ name }) => shownName(name))
          .join(', ')}`,
      );
    const calledBy = node.name || (node.output.find((each) => each !== '') ?? called.name);
    const names = new Map(called.input.map((name, index) => [name, node.input[index] ?? '']));
    for (const [index, name] of called.output.entries()) {
      const outer = node.output[index] ?? '';
      if (outer === '') continue;
      const inner = names.get(name);
      // What it took, or gives twice, has a name already.
      if (inner === undefined) names.set(name, outer);
      else this.nodes.push({ ...node, ...plain, input: [inner], output: [outer], opset });
    }
    this.add(called.node, {
      opset: opsetOf(called) ?? opset,
      callers: chain,
      calledBy,
      given: new Map([...called.attributeProto, ...node.attribute].map((each) => [each.name, each])),
      nameOf: (name) => {
        const known = name === '' ? '' : names.get(name);
        if (known !== undefined) return known;
        const own = this.#unused(`${calledBy}/${name}`);
        names.set(name, own);
        return own;
      },
    });
  }

  #unused(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count++) name = `${wanted}_${count}`;
    this.#taken.add(name);
    return name;
  }
}

const plain = { opType: 'Identity', domain: '', attribute: [] } as const;

const keyOf = (domain: string, name: string, overload: string): string =>
  JSON.stringify([isStandard(domain) ? '' : domain, name, overload]);

/** A node of a function as one of the graph. */
const placed = (node: NodeProto, { opset, calledBy, nameOf, given }: Place): PlacedNode => ({
  ...node,
  opset,
  // Not as PyTorch spells the path of a module: exporters of functions tell none.
  name: calledBy && node.name ? `${calledBy}/${node.name}`.replaceAll(/^\/+|(?<=\/)\/+/g, '') : node.name,
  input: node.input.map(nameOf),
  output: node.output.map(nameOf),
  attribute: node.attribute.flatMap((each) => {
    if (!given || each.refAttrName === '') return [each];
    const told = given.get(each.refAttrName);
    return told ? [{ ...told, name: each.name }] : [];
  }),
});
