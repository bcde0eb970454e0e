import {
  constant,
  divide,
  elementsPerImage,
  isBatched,
  makeNode,
  operand,
  renumber,
  rewriteGraph,
  sameShape,
  substitute,
  usersOf,
  type Graph,
  type Node,
  type NodeOf,
  type Scalar,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * f(g(dy, s), z) → (f∘g)(dy, s, z), where g has an operand that is repeated over pixels, and f alone reads it: what norms
 * and gates send back to their input is a sum of such maps, which becomes one kernel that reads each map once. What is the
 * same at all pixels goes into the sum without a map of its own.
 *
 * **Requires** differentiate.
 */
export const composeMaps: Pass<Graph> = {
  name: 'compose-maps',
  summary: 'adds up the gradients of norms and gates in one map',
  run: (graph) => {
    const users = usersOf(graph);
    const kept = new Set<Node>([graph.output, ...[...graph.results, ...graph.taps].map(({ node }) => node)]);
    return rewriteGraph(graph, (node, _, original) => {
      if (node.op !== 'map' || !isBatched(node.type)) return node;
      const parts = node.inputs.map((input, place): Part => {
        const before = original.inputs[place];
        const isOwn = before && users.get(before)?.length === 1 && !kept.has(before);
        return (isOwn && partOf(input, node)) || whole(input);
      });
      const isThere = parts.some(({ inputs }) => inputs.some((input) => sameShape(input.type.shape, node.type.shape)));
      if (!isThere || parts.every(({ of }) => of.op === 'operand')) return node;
      return composed(node, parts);
    });
  },
};

/** What an input is made of. */
interface Part {
  readonly of: Scalar;
  readonly inputs: readonly Node[];
}

const whole = (input: Node): Part => ({ of: operand(0), inputs: [input] });

/** More would be read instead of the one map that is saved. */
const mostWhole = 2;

function partOf(input: Node, reader: Node): Part | undefined {
  if (!sameShape(input.type.shape, reader.type.shape)) return undefined;
  if (input.op === 'global_average_pool_gradient') {
    const [dy] = input.inputs;
    const pixels = elementsPerImage(input.type) / elementsPerImage(dy.type);
    return { of: divide(operand(0), constant(pixels)), inputs: [dy] };
  }
  if (input.op !== 'map') return undefined;
  const maps = input.inputs.filter(({ type }) => isBatched(type));
  const ofWhole = maps.filter(({ type }) => sameShape(type.shape, input.type.shape)).length;
  if (ofWhole === 0 || ofWhole > mostWhole || ofWhole === maps.length) return undefined;
  return { of: input.attributes.of, inputs: input.inputs };
}

function composed(node: NodeOf<'map'>, parts: readonly Part[]): Node {
  const inputs = [...new Set(parts.flatMap((part) => part.inputs))];
  const of = substitute(
    node.attributes.of,
    parts.map((part) =>
      renumber(
        part.of,
        part.inputs.map((input) => inputs.indexOf(input)),
      ),
    ),
  );
  return makeNode('map', { of }, inputs as [Node, ...Node[]], node.origin);
}
