import type { Graph } from './graph.ts';
import { printType } from './tensor-type.ts';
import { formatAttributes, formatOrigin, formatReference } from './text/format.ts';

/**
 * The text form of a graph, one value a line; {@link parseGraph} reads it back. Values are numbered in order, so that
 * two prints differ only where the graphs do.
 */
export function printGraph(graph: Graph): string {
  const ids = new Map(graph.nodes.map((node, index) => [node, `%${index}`]));
  const lines = graph.nodes.map((node) => {
    const inputs = node.inputs.map((input) => ids.get(input) ?? '%?').join(', ');
    return `  ${ids.get(node)} = ${node.op}${inputs && ` ${inputs}`}${formatAttributes(node.attributes)} : ${printType(node.type)}${formatOrigin(node.origin)}`;
  });
  return [
    `graph ${formatReference(graph.name)} (`,
    ...lines,
    ...graph.taps.map(({ name, node }) => `  tap ${JSON.stringify(name)} ${ids.get(node) ?? '%?'}`),
    ...graph.results.map(({ name, node }) => `  result ${JSON.stringify(name)} ${ids.get(node) ?? '%?'}`),
    `  return ${ids.get(graph.output) ?? '%?'}`,
    ')',
    '',
  ].join('\n');
}
