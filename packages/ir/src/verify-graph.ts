import type { Graph, GraphResult, Node } from './graph.ts';
import { initialFault } from './initial-value.ts';
import { describeShape, elementsPerImage, isBatched } from './tensor-type.ts';
import { VerifyError } from './verify-error.ts';
import { verifyArity, verifyType } from './verify-type.ts';

/**
 * The invariants of a graph:
 *
 * 1. every value is listed once, after its inputs, and the output is among them;
 * 2. there is exactly one `input`; parameter names differ, and what parameters begin as fits them;
 * 3. every op has as many inputs as it takes, and the type that its shape rule infers;
 * 4. a constant has as many values as its type has elements, all finite;
 * 5. what is computed of parameters alone has no batch;
 * 6. results have different names and are among the values, and so are taps, which have a batch; there is at most one
 *    `targets`;
 * 7. every value is float32: no op converts, and what is stored as what, a program says.
 *
 * @throws {VerifyError} naming the first that does not hold.
 */
export function verifyGraph(graph: Graph): void {
  const seen = new Map<Node, number>();
  const names = new Set<string>();
  const fail = (index: number, what: string): never => {
    throw new VerifyError(`graph ${graph.name}, %${index} (${graph.nodes[index]?.op}): ${what}`);
  };
  graph.nodes.forEach((node, index) => {
    if (seen.has(node)) fail(index, `is listed twice, first as %${seen.get(node)}`);
    if (node.inputs.some((input) => !seen.has(input))) fail(index, 'comes before one of its inputs');
    seen.set(node, index);
    if (node.type.dtype !== 'f32') fail(index, `is ${node.type.dtype}; expected f32, as which a graph computes`);
    const failHere = (what: string): never => fail(index, what);
    if (node.op === 'input' || node.op === 'targets' || node.op === 'parameter' || node.op === 'constant') {
      verifyArity(node.op, node.inputs.length, failHere);
      const given = node.op === 'input' || node.op === 'targets';
      if (isBatched(node.type) !== given) fail(index, given ? 'has no batch' : 'has a batch');
    }
    if (node.op === 'parameter') {
      if (names.has(node.attributes.name)) fail(index, `a second parameter named ${node.attributes.name}`);
      names.add(node.attributes.name);
      const fault = initialFault(node.attributes.initial ?? 0, node.type.shape as readonly number[]);
      if (fault) fail(index, fault);
    } else if (node.op === 'constant') {
      const { values } = node.attributes;
      if (elementsPerImage(node.type) % values.length !== 0)
        fail(index, `${values.length} values for ${describeShape(node.type.shape)}`);
      if (!values.every(Number.isFinite)) fail(index, 'holds a value that is not finite');
    } else if (node.op !== 'input' && node.op !== 'targets') {
      if (isBatched(node.type) && !node.inputs.some((input) => isBatched(input.type)))
        fail(index, 'has a batch that its inputs lack');
      verifyType(
        node.op,
        node.attributes as never,
        node.inputs.map((input) => input.type),
        node.type,
        failHere,
      );
    }
  });
  if (graph.nodes.filter((node) => node.op === 'input').length !== 1)
    throw new VerifyError(`graph ${graph.name}: needs exactly one input`);
  if (graph.nodes.filter((node) => node.op === 'targets').length > 1)
    throw new VerifyError(`graph ${graph.name}: has several targets`);
  verifyHandedOn(graph, 'tap', graph.taps, seen);
  verifyHandedOn(graph, 'result', graph.results, seen);
  if (!seen.has(graph.output)) throw new VerifyError(`graph ${graph.name}: the output is not among its values`);
}

function verifyHandedOn(
  graph: Graph,
  kind: 'tap' | 'result',
  all: readonly GraphResult[],
  seen: ReadonlyMap<Node, number>,
): void {
  const names = new Set<string>();
  for (const { name, node } of all) {
    if (names.has(name)) throw new VerifyError(`graph ${graph.name}: two ${kind}s are named ${name}`);
    if (!seen.has(node)) throw new VerifyError(`graph ${graph.name}: the ${kind} ${name} is not among its values`);
    if (kind === 'tap' && !isBatched(node.type))
      throw new VerifyError(`graph ${graph.name}: the tap ${name} has no batch`);
    names.add(name);
  }
}
