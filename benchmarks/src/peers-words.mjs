/** Arithmetic on pixels that peers have an operator for, as the IR writes it. */
const operators = new Map([
  ['{"op":"max","of":[{"op":"operand","index":0},{"op":"constant","value":0}]}', 'relu'],
  ['{"op":"add","of":[{"op":"operand","index":0},{"op":"operand","index":1}]}', 'add'],
]);

/** Padding of two sides; of four where they differ, which no peer here is asked for. */
function paddingOf([top, right, bottom, left]) {
  if (top !== bottom || right !== left) throw new Error('no peer has padding that differs from side to side');
  return [top, right];
}

/**
 * A graph in the words of peers: `relu` and `add` for arithmetic, padding as [vertical, horizontal].
 * @param {import('@resnet-compile/ir').Graph} graph
 * @returns {import('@resnet-compile/ir').Graph}
 */
export function inPeersWords(graph) {
  const translated = new Map();
  for (const node of graph.nodes) {
    const { op, attributes } = node;
    translated.set(node, {
      ...node,
      op: op === 'map' ? (operators.get(JSON.stringify(attributes.of)) ?? op) : op,
      attributes: attributes.padding ? { ...attributes, padding: paddingOf(attributes.padding) } : attributes,
      inputs: node.inputs.map((input) => translated.get(input)),
    });
  }
  return { ...graph, nodes: [...translated.values()], output: translated.get(graph.output) };
}
